import { parseArgs } from 'node:util';
import { TIMEFRAMES, type Timeframe } from '../../domain/market.ts';
import { LaunchError } from '../launch-error.ts';

export const usage = `npm run import -- DIR [options]   bars from DIR/SYMBOL.csv (columns t,o,h,l,c,v) into the historical store
  --timeframe 1Min|1Hour|1Day   length of the bars (default: what the times tell)
  --skip-broken                 leave broken lines out; without it a file with one is not imported at all
  --help                        this text
Into DATABASE_URL, or the database that npm start runs.`;

export type ImportArguments =
  | { readonly help: true }
  | {
      readonly help: false;
      readonly folder: string;
      readonly skipBroken: boolean;
      readonly timeframe: Timeframe | undefined;
    };

/** @throws LaunchError (exit code 2) with one line that names the mistake. */
export function parseImportArguments(args: readonly string[]): ImportArguments {
  const { values, positionals } = parse(args);
  if (values.help === true) return { help: true };
  const [folder, another] = positionals;
  if (folder === undefined) throw new LaunchError(`name a folder with bars\n${usage}`, { exitCode: 2 });
  if (another !== undefined)
    throw new LaunchError(`one folder at a time, not also ${another}`, { exitCode: 2 });
  return {
    help: false,
    folder,
    skipBroken: values['skip-broken'] ?? false,
    timeframe: timeframe(values.timeframe),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'skip-broken': { type: 'boolean' },
        timeframe: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new LaunchError(message, { exitCode: 2, cause });
  }
}

function timeframe(text: string | undefined): Timeframe | undefined {
  if (text === undefined) return undefined;
  const known = TIMEFRAMES.find((one) => one === text);
  if (known !== undefined) return known;
  throw new LaunchError(`--timeframe must be ${TIMEFRAMES.join(', ')}, not ${text}`, { exitCode: 2 });
}
