import { parseArgs } from 'node:util';
import { LaunchError } from '../launch-error.ts';

export const usage = `npm run integrations [-- options]

Probes every integration point of what npm start runs, and prints the board.

  --json      one JSON object instead of the board
  --here      walk the paths in this process, without asking a worker
  --help      this text

Exit code: 0 when every point that is built passed, 1 when one did not, 2 for wrong arguments.`;

export interface IntegrationArguments {
  readonly json: boolean;
  readonly here: boolean;
  readonly help: boolean;
}

/** @throws LaunchError with exit code 2 */
export function parseIntegrationArguments(args: readonly string[]): IntegrationArguments {
  try {
    const flag = { type: 'boolean', default: false } as const;
    const options = { json: flag, here: flag, help: flag };
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LaunchError(`${reason}\n${usage}`, { exitCode: 2, cause });
  }
}
