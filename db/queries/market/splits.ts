import type { Kysely } from 'kysely';
import type { Split } from '../../../domain/market.ts';
import type { Database } from '../../schema.ts';
import { inTransaction } from '../in-transaction.ts';

/**
 * What the source says of the splits between two New York days, both included, takes the place of what it said before:
 * an announced split may be withdrawn.
 */
export async function replaceSplits(
  db: Kysely<Database>,
  about: {
    readonly feed: string;
    readonly symbols: readonly string[];
    readonly firstDate: string;
    readonly lastDate: string;
    readonly fetchedAt: Date;
  },
  splits: readonly Split[],
): Promise<void> {
  const { feed, symbols, firstDate, lastDate, fetchedAt } = about;
  if (symbols.length === 0) return;
  const byKey = new Map(splits.map((split) => [`${split.symbol} ${split.exDate}`, split]));
  const rows = [...byKey].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, split]) => split);
  await inTransaction(db, async (tx) => {
    await tx
      .deleteFrom('splits')
      .where('feed', '=', feed)
      .where('symbol', 'in', symbols)
      .where('exDate', '>=', firstDate)
      .where('exDate', '<=', lastDate)
      .execute();
    if (rows.length === 0) return;
    await tx
      .insertInto('splits')
      .values(rows.map((split) => ({ feed, fetchedAt, ...split })))
      .onConflict((conflict) =>
        conflict.columns(['feed', 'symbol', 'exDate']).doUpdateSet((eb) => ({
          oldShares: eb.ref('excluded.oldShares'),
          newShares: eb.ref('excluded.newShares'),
        })),
      )
      .execute();
  });
}

/** Every stored split of the symbols, oldest first. */
export async function splitsOf(
  db: Kysely<Database>,
  feed: string,
  symbols: readonly string[],
): Promise<ReadonlyMap<string, readonly Split[]>> {
  if (symbols.length === 0) return new Map();
  const rows = await db
    .selectFrom('splits')
    .select(['symbol', 'exDate', 'oldShares', 'newShares'])
    .where('feed', '=', feed)
    .where('symbol', 'in', symbols)
    .orderBy('symbol')
    .orderBy('exDate')
    .execute();
  return Map.groupBy(rows, ({ symbol }) => symbol);
}
