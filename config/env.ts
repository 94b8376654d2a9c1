import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Config, type HaltConfig, toConfig, toHaltConfig } from './config.ts';
import { ConfigError } from './config-error.ts';
import { type LanguageModelConfig, toLanguageModels } from './language-models.ts';
import { type LocalStackConfig, toLocalStackConfig } from './local-stack.ts';
import { type Variables, variables } from './variables.ts';

/**
 * Reads the configuration of one process. Without an argument it reads the environment of this process,
 * after the file `.env` of the working directory; what the environment sets goes first.
 * @throws ConfigError with every problem at once; values of secrets are never part of a message.
 */
export function readConfig(env: NodeJS.ProcessEnv = ownEnvironment()): Config {
  const built = toConfig(parseVariables(env));
  if ('problems' in built) throw new ConfigError(built.problems);
  return built.config;
}

/** Reads what the launcher needs: ports, tools, and the addresses of parts that run elsewhere. */
export function readLocalStackConfig(env: NodeJS.ProcessEnv = ownEnvironment()): LocalStackConfig {
  return toLocalStackConfig(parseVariables(env));
}

/** Reads what asking language models needs and nothing else. @throws ConfigError */
export function readLanguageModelConfig(
  given: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv = ownEnvironment(),
): LanguageModelConfig {
  const problems: string[] = [];
  const variables = parseVariables({ ...env, ...given });
  const config = toLanguageModels(variables, given['SANDBOX_URL'] ?? '', problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** The sandbox and its account that the last start of the local stack ran. */
export interface LeftSandbox {
  readonly url: string | undefined;
  readonly keyId: string;
}

/**
 * Reads what `npm run halt` needs. In the sandbox the account is the one that the local stack left, because there the
 * stack passes over keys in its environment.
 * @throws ConfigError
 */
export function readHaltConfig(
  left: (home: string) => LeftSandbox | undefined,
  env: NodeJS.ProcessEnv = ownEnvironment(),
): HaltConfig {
  const given = parseVariables(env);
  const sandbox = given.ALPACA_ENV === 'sandbox' ? left(resolve(given.ALPHAFLOW_HOME)) : undefined;
  const { SANDBOX_URL = sandbox?.url, APCA_API_KEY_ID } = given;
  const keyId = sandbox?.keyId ?? APCA_API_KEY_ID;
  const built = toHaltConfig({ ...given, SANDBOX_URL, APCA_API_KEY_ID: keyId });
  if ('problems' in built) throw new ConfigError(built.problems);
  return built.config;
}

function ownEnvironment(): NodeJS.ProcessEnv {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return process.env;
}

function parseVariables(env: NodeJS.ProcessEnv): Variables {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const result = variables.safeParse(given);
  if (result.success) return result.data;
  throw new ConfigError(result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}
