import { type Kysely, sql } from 'kysely';
import type { Timestamp } from '../../../domain/market.ts';
import { type SymbolBar, untoldBars } from '../../../domain/streaming/untold-bars.ts';
import type { Database } from '../../schema.ts';
import { outboxRow } from '../events/outbox.ts';
import { inTransaction } from '../in-transaction.ts';

/** Up to which minute the bars of each symbol have been told. */
export async function toldBars(
  db: Kysely<Database>,
  accountId: string,
): Promise<ReadonlyMap<string, Timestamp>> {
  const rows = await db
    .selectFrom('streamedBars')
    .select(['symbol', 'lastStart'])
    .where('accountId', '=', accountId)
    .execute();
  return new Map(rows.map(({ symbol, lastStart }) => [symbol, lastStart.toISOString()]));
}

/**
 * Bars are told of these symbols from now on, and of no others: what comes after `lastStart` is new for those that are
 * added, and the others go on where they are.
 */
export async function setStreamedSymbols(
  db: Kysely<Database>,
  accountId: string,
  symbols: readonly string[],
  lastStart: Timestamp,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    await sql`delete from streamed_bars
      where account_id = ${accountId}::uuid and symbol <> all (${[...symbols]}::text[])`.execute(tx);
    await sql`insert into streamed_bars (account_id, symbol, last_start)
      select ${accountId}::uuid, symbol, ${lastStart}::timestamptz
      from unnest(${[...symbols]}::text[]) as wanted (symbol) on conflict do nothing`.execute(tx);
  });
}

/** Who hears of a symbol's bars. */
export type BarReaders = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Writes an event for each bar that comes after what has been told of its symbol, for each of its readers; one that was
 * told is passed over, whichever worker told it. Gives the bars that were news.
 */
export async function tellBars(
  db: Kysely<Database>,
  options: {
    readonly accountId: string;
    readonly feed: string;
    readonly bars: readonly SymbolBar[];
    readonly readers: BarReaders;
  },
): Promise<readonly SymbolBar[]> {
  const { accountId, feed, bars, readers } = options;
  return await inTransaction(db, async (tx) => {
    const locked = await tx
      .selectFrom('streamedBars')
      .select(['symbol', 'lastStart'])
      .where('accountId', '=', accountId)
      .where('symbol', 'in', [...new Set(bars.map(({ symbol }) => symbol))])
      .orderBy('symbol')
      .forUpdate()
      .execute();
    const told = new Map(locked.map(({ symbol, lastStart }) => [symbol, lastStart.toISOString()]));
    const fresh = untoldBars(told, bars).filter(({ symbol }) => told.has(symbol));
    if (fresh.length === 0) return fresh;
    const events = fresh.flatMap(({ symbol, bar }) =>
      [...(readers.get(symbol) ?? [])].map((userId) =>
        outboxRow({
          userId,
          type: 'bar.closed',
          payload: { symbol, timeframe: '1Min', feed, ...bar },
        }),
      ),
    );
    if (events.length > 0) await tx.insertInto('outbox').values(events).execute();
    const last = new Map(fresh.map(({ symbol, bar }) => [symbol, bar.start]));
    await sql`update streamed_bars set last_start = news.last_start
      from unnest(${[...last.keys()]}::text[], ${[...last.values()]}::timestamptz[]) as news (symbol, last_start)
      where account_id = ${accountId}::uuid and streamed_bars.symbol = news.symbol`.execute(tx);
    return fresh;
  });
}
