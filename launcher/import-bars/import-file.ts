import type { Kysely } from 'kysely';
import { keepBars } from '../../db/queries/market/bars.ts';
import type { Database } from '../../db/schema.ts';
import { IMPORT_FEED, type Timeframe } from '../../domain/market.ts';
import { type BrokenLine, readBarFile } from './read-bar-file.ts';
import { timeframeOf } from './timeframe-of.ts';

export interface ImportedFile {
  /** False when nothing of the file was kept. */
  readonly imported: boolean;
  readonly timeframe?: Timeframe;
  readonly bars: number;
  readonly added: number;
  readonly changed: number;
  readonly broken: readonly BrokenLine[];
}

/** Undoes the file's transaction; never leaves this module. */
class BrokenFile extends Error {
  override readonly name = 'BrokenFile';
}

/**
 * Imports one bars file in one transaction: with a broken line nothing of it is kept, unless broken lines are to be
 * skipped. The same file again changes nothing.
 */
export async function importFile(
  db: Kysely<Database>,
  file: { readonly path: string; readonly symbol: string },
  options: { readonly skipBroken: boolean; readonly timeframe?: Timeframe | undefined },
): Promise<ImportedFile> {
  const broken: BrokenLine[] = [];
  let [bars, added, changed] = [0, 0, 0];
  let timeframe = options.timeframe;
  try {
    await db.transaction().execute(async (tx) => {
      for await (const part of readBarFile(file.path)) {
        if (part.kind === 'broken') {
          broken.push(part.broken);
          continue;
        }
        bars += part.bars.length;
        timeframe ??= timeframeOf(part.bars);
        if (timeframe === undefined) {
          broken.push({ line: 2, reason: 'one bar alone does not tell its length: give --timeframe' });
          continue;
        }
        const about = { feed: IMPORT_FEED, timeframe, fetchedAt: new Date() };
        const kept = await keepBars(tx, about, new Map([[file.symbol, part.bars]]));
        added += kept.added;
        changed += kept.changed;
      }
      if (broken.length > 0 && !options.skipBroken) throw new BrokenFile();
    });
  } catch (error) {
    if (!(error instanceof BrokenFile)) throw error;
    return { imported: false, bars, added: 0, changed: 0, broken };
  }
  return {
    imported: added + changed > 0 || bars > 0,
    ...(timeframe && { timeframe }),
    bars,
    added,
    changed,
    broken,
  };
}
