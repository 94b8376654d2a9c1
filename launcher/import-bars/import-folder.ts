import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Database } from '../../db/schema.ts';
import type { Timeframe } from '../../domain/market.ts';
import { LaunchError } from '../launch-error.ts';
import { type ImportedFile, importFile } from './import-file.ts';

const SYMBOL = /^[A-Z][A-Z.]{0,9}$/;
/** Broken lines of one file that are told one by one. */
const TOLD_MAX = 20;

export interface ImportOptions {
  readonly skipBroken: boolean;
  readonly timeframe?: Timeframe | undefined;
  readonly print: (line: string) => void;
  readonly onFile?: (done: number, total: number, name: string) => void;
}

/**
 * Imports every `SYMBOL.csv` of a folder, file by file, and says what came of each.
 * Gives true when every file was imported. @throws LaunchError for a folder that cannot be read or holds no bars.
 */
export async function importFolder(
  db: Kysely<Database>,
  folder: string,
  options: ImportOptions,
): Promise<boolean> {
  const names = await barFiles(folder);
  const results: ImportedFile[] = [];
  for (const [index, name] of names.entries()) {
    options.onFile?.(index, names.length, name);
    const result = await importOne(db, folder, name, options);
    results.push(result);
    for (const line of tell(name, result)) options.print(line);
  }
  const sum = (count: (file: ImportedFile) => number) =>
    results.reduce((total, file) => total + count(file), 0);
  const imported = results.filter((file) => file.imported).length;
  const added = sum((file) => file.added);
  const changed = sum((file) => file.changed);
  const known = sum((file) => (file.imported ? file.bars : 0)) - added - changed;
  const broken = sum((file) => file.broken.length);
  options.print(
    `${imported} of ${names.length} files: ${added} bars added, ${changed} changed, ${known} known already, ${broken} broken lines`,
  );
  return imported === names.length;
}

async function importOne(
  db: Kysely<Database>,
  folder: string,
  name: string,
  options: ImportOptions,
): Promise<ImportedFile> {
  const symbol = name.slice(0, -'.csv'.length);
  if (SYMBOL.test(symbol)) return await importFile(db, { path: join(folder, name), symbol }, options);
  const reason = 'the file’s name is not that of a symbol, such as AAPL.csv';
  return { imported: false, bars: 0, added: 0, changed: 0, broken: [{ line: 1, reason }] };
}

async function barFiles(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new LaunchError(`the folder ${folder} cannot be read`, { exitCode: 2, cause });
  });
  const found = names.filter((name) => name.endsWith('.csv')).sort();
  if (found.length === 0) throw new LaunchError(`there is no .csv file in ${folder}`, { exitCode: 2 });
  return found;
}

function tell(name: string, file: ImportedFile): readonly string[] {
  const lines = file.broken.slice(0, TOLD_MAX).map(({ line, reason }) => `${name}:${line}: ${reason}`);
  if (file.broken.length > TOLD_MAX)
    lines.push(`${name}: ${file.broken.length - TOLD_MAX} more broken lines`);
  if (!file.imported) return [...lines, `${name}: nothing imported`];
  const left = file.broken.length === 0 ? '' : `, ${file.broken.length} lines left out`;
  const { bars, added, changed, timeframe } = file;
  return [
    ...lines,
    `${name}: ${bars} bars of ${timeframe ?? '?'}, ${added} added, ${changed} changed${left}`,
  ];
}
