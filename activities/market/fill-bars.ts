import { keepBars } from '../../db/queries/market/bars.ts';
import { markCovered, uncoveredSpans } from '../../db/queries/market/market-coverage.ts';
import { replaceSplits } from '../../db/queries/market/splits.ts';
import { type SpanToAsk, spansToAsk } from '../../domain/bars/spans-to-ask.ts';
import { newYorkDate } from '../../domain/calendar/new-york-day.ts';
import type { Timeframe, Timestamp } from '../../domain/market.ts';
import type { MarketData } from '../../domain/ports/market-data.ts';
import type { LedgerDeps } from '../deps.ts';

export interface BarsWanted {
  readonly symbols: readonly string[];
  readonly timeframe: Timeframe;
  readonly start: Timestamp;
  /** Not included; no bar from here on may be incomplete (`barsCompleteUntil`). */
  readonly until: Timestamp;
}

/**
 * Asks the source for what the store lacks of the wanted bars and keeps it, unadjusted. `againFrom`: from here on the
 * source is asked whatever the store has, so that its corrections are seen and a dead source is noticed.
 * Gives what was asked: at most two spans, one for symbols that are behind and one for the others.
 * @throws SourceOutage
 */
export async function fillBars(
  { db, now }: LedgerDeps,
  market: MarketData,
  wanted: BarsWanted,
  againFrom?: Timestamp,
  signal?: AbortSignal,
): Promise<readonly SpanToAsk[]> {
  const { timeframe } = wanted;
  const known = { feed: market.feed, series: timeframe };
  const lacking = await uncoveredSpans(db, { ...wanted, ...known });
  const asked = spansToAsk(wanted, lacking, againFrom);
  for (const span of asked) {
    const end = new Date(Date.parse(span.until) - 1).toISOString();
    const found = await market.bars({ ...span, end, timeframe, adjustment: 'raw' }, signal);
    await keepBars(db, { feed: market.feed, timeframe, fetchedAt: now() }, found);
    await markCovered(db, { ...span, ...known });
  }
  return asked;
}

/** Asks for the splits between two moments, and keeps them. @throws SourceOutage */
export async function fillSplits(
  { db, now }: LedgerDeps,
  market: MarketData,
  span: { readonly symbols: readonly string[]; readonly start: Timestamp; readonly end: Timestamp },
  signal?: AbortSignal,
): Promise<void> {
  const { symbols } = span;
  const [firstDate, lastDate] = [newYorkDate(span.start), newYorkDate(span.end)];
  const splits = await market.splits(
    { symbols, start: `${firstDate}T00:00:00.000Z`, end: `${lastDate}T00:00:00.000Z` },
    signal,
  );
  await replaceSplits(db, { feed: market.feed, symbols, firstDate, lastDate, fetchedAt: now() }, splits);
}
