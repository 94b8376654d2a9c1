import { readdirSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { LaunchError } from '../launch-error.ts';

export interface BarsFolder {
  readonly path: string;
  /** The symbols it has bars of, in alphabetical order. */
  readonly symbols: readonly string[];
}

/** Resolves `--bars` against the folder the user called from. @throws LaunchError (exit code 2) when it holds no bars. */
export function openBarsFolder(given: string, calledFrom: string): BarsFolder {
  const path = resolve(calledFrom, given);
  let names: readonly string[];
  try {
    names = readdirSync(path);
  } catch (cause) {
    throw new LaunchError(`--bars ${given}: ${path} is not a folder that can be read`, {
      exitCode: 2,
      cause,
    });
  }
  const symbols = names.filter((name) => name.endsWith('.csv')).map((name) => name.slice(0, -'.csv'.length));
  if (symbols.length === 0)
    throw new LaunchError(`--bars ${given}: ${path} holds no SYMBOL.csv`, { exitCode: 2 });
  return { path: realpathSync(path), symbols: symbols.sort() };
}
