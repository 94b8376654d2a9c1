import { ConfigError } from '../config/config-error.ts';
import { LaunchError } from './launch-error.ts';

/**
 * Says on stderr what has ended a command, a setting that is wrong in a line of its own, and gives the exit code: a
 * `LaunchError` names its own, a wrong setting is `config`, anything else `other`.
 */
export function tellEnd(
  error: unknown,
  { other = 1, config = other }: { readonly other?: number; readonly config?: number } = {},
): number {
  const problems =
    error instanceof ConfigError
      ? error.problems
      : [error instanceof LaunchError ? error.message : String(error)];
  for (const problem of problems) console.error(`alphaflow: ${problem}`);
  if (error instanceof LaunchError) return error.exitCode;
  return error instanceof ConfigError ? config : other;
}
