import { parseArgs } from 'node:util';
import { LaunchError } from './launch-error.ts';

export interface StartArguments {
  readonly help: boolean;
  /** Stop after the first cycle. */
  readonly once: boolean;
  /** The last line of stdout is one JSON object; progress goes to stderr. */
  readonly json: boolean;
  /** Folder of real bars as the user wrote it. */
  readonly bars: string | undefined;
  readonly symbols: readonly string[] | undefined;
  readonly seed: number;
}

export const usage = `npm start                      bring the local stack up, run a first cycle, stay up until Ctrl-C
npm start -- [options]
  --once             stop after the first cycle
  --json             last line of stdout: the cycle as one JSON object
  --symbols A,B      what the demo strategy trades (default AAPL,MSFT,NVDA,SPY)
  --bars DIR         replay real bars in the sandbox: SYMBOL.csv with the columns t,o,h,l,c,v
  --seed N           another seeded market in the sandbox (default 7)
  --help             this text
Ports, outside servers and keys: .env.example`;

/** Reads the arguments of `npm start`. @throws LaunchError (exit code 2) with one line that names the mistake. */
export function parseArguments(args: readonly string[]): StartArguments {
  const { values } = parse(args);
  return {
    help: values.help ?? false,
    once: values.once ?? false,
    json: values.json ?? false,
    bars: values.bars === undefined ? undefined : required('--bars', values.bars),
    symbols: values.symbols === undefined ? undefined : parseSymbols(values.symbols),
    seed: values.seed === undefined ? 7 : parseSeed(values.seed),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        once: { type: 'boolean' },
        json: { type: 'boolean' },
        bars: { type: 'string' },
        symbols: { type: 'string' },
        seed: { type: 'string' },
      },
    });
  } catch (cause) {
    const reason = cause instanceof Error ? (cause.message.split(/\.\s/)[0] ?? cause.message) : String(cause);
    throw new LaunchError(`${reason} (npm start -- --help lists the options)`, { exitCode: 2, cause });
  }
}

function required(option: string, value: string): string {
  if (value.trim() === '') throw new LaunchError(`${option} needs a value`, { exitCode: 2 });
  return value;
}

function parseSymbols(list: string): readonly string[] {
  const symbols = list
    .split(',')
    .map((symbol) => symbol.trim().toUpperCase())
    .filter((symbol) => symbol !== '');
  if (symbols.length === 0)
    throw new LaunchError('--symbols needs at least one symbol, for example AAPL,MSFT', { exitCode: 2 });
  const wrong = symbols.find((symbol) => !/^[A-Z][A-Z.]{0,9}$/.test(symbol));
  if (wrong !== undefined) throw new LaunchError(`--symbols: "${wrong}" is not a symbol`, { exitCode: 2 });
  return [...new Set(symbols)];
}

function parseSeed(text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new LaunchError('--seed must be a whole number of at most nine digits', { exitCode: 2 });
  return Number(text);
}
