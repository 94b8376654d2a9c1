import { existsSync } from 'node:fs';
import { type Config, toConfig } from './config.ts';
import { ConfigError } from './config-error.ts';
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
