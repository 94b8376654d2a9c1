import type { Kysely } from 'kysely';
import type { Timeframe, Timestamp } from '../../../domain/market.ts';
import { decodeCursor, type Page, type PageRequest, toPage } from '../../page.ts';
import type { Database } from '../../schema.ts';
import type { StoredBar } from './bars.ts';

export type BarOfSymbol = StoredBar & { readonly symbol: string };

/** One page of stored bars that start in [start, until), by symbol, each oldest first. Unadjusted. */
export async function barsPageOf(
  db: Kysely<Database>,
  asked: {
    readonly feed: string;
    readonly timeframe: Timeframe;
    readonly symbols: readonly string[];
    readonly start: Timestamp;
    readonly until: Timestamp;
  },
  { limit, cursor }: PageRequest,
): Promise<Page<BarOfSymbol>> {
  let query = db
    .selectFrom('bars')
    .select(['symbol', 'start', 'open', 'high', 'low', 'close', 'volume', 'fetchedAt'])
    .where('feed', '=', asked.feed)
    .where('timeframe', '=', asked.timeframe)
    .where('symbol', 'in', asked.symbols)
    .where('start', '>=', new Date(asked.start))
    .where('start', '<', new Date(asked.until))
    .orderBy('symbol')
    .orderBy('start')
    .limit(limit + 1);
  if (cursor !== undefined) {
    const [symbol, start] = decodeCursor(cursor, ['text', 'time']);
    query = query.where((eb) => eb(eb.refTuple('symbol', 'start'), '>', eb.tuple(symbol, new Date(start))));
  }
  const page = toPage(await query.execute(), limit, ({ symbol, start }) => [symbol, start]);
  return {
    nextCursor: page.nextCursor,
    items: page.items.map(({ start, fetchedAt, ...bar }) => ({
      ...bar,
      start: start.toISOString(),
      fetchedAt: fetchedAt.toISOString(),
    })),
  };
}
