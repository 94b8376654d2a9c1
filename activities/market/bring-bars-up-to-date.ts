import { markCovered, uncoveredSpans } from '../../db/queries/market/market-coverage.ts';
import { barsCompleteUntil } from '../../domain/bars/complete-bars.ts';
import { nextNewYorkMidnight } from '../../domain/calendar/new-york-day.ts';
import type { Timeframe, Timestamp } from '../../domain/market.ts';
import type { BarsQuestion } from '../../domain/market-question.ts';
import type { MarketData } from '../../domain/ports/market-data.ts';
import type { LedgerDeps } from '../deps.ts';
import { fillBars, fillSplits } from './fill-bars.ts';

const DAY_MS = 86_400_000;
/** How far back bars go when nobody says: a screenful and more. */
const USUAL_MS: Readonly<Record<Timeframe, number>> = {
  '1Min': DAY_MS,
  '1Hour': 7 * DAY_MS,
  '1Day': 120 * DAY_MS,
};

/**
 * Makes the store complete for the question, and asks the source only for what is not there; the splits once a day.
 * Gives the span that is complete: up to the end that was asked for, or to the last bar that no trade will change.
 * @throws SourceOutage
 */
export async function bringBarsUpToDate(
  deps: LedgerDeps,
  market: MarketData,
  question: Pick<BarsQuestion, 'symbols' | 'timeframe' | 'adjustment' | 'start' | 'end'>,
  asOf: Timestamp,
): Promise<{ readonly start: Timestamp; readonly until: Timestamp }> {
  const { symbols, timeframe, adjustment, end } = question;
  const complete = barsCompleteUntil(timeframe, asOf);
  const wished = end === undefined ? complete : new Date(Date.parse(end) + 1).toISOString();
  const until = wished < complete ? wished : complete;
  const start = new Date(question.start ?? Date.parse(until) - USUAL_MS[timeframe]).toISOString();
  await fillBars(deps, market, { symbols, timeframe, start, until });
  if (adjustment === 'split') await fillSplitsOfToday(deps, market, { symbols, start, asOf });
  return { start, until };
}

async function fillSplitsOfToday(
  deps: LedgerDeps,
  market: MarketData,
  {
    symbols,
    start,
    asOf,
  }: { readonly symbols: readonly string[]; readonly start: Timestamp; readonly asOf: Timestamp },
): Promise<void> {
  const until = new Date(nextNewYorkMidnight(Date.parse(asOf))).toISOString();
  const coverage = { feed: market.feed, series: 'splits', start, until } as const;
  const lacking = await uncoveredSpans(deps.db, { ...coverage, symbols });
  const unasked = [...new Set(lacking.map(({ symbol }) => symbol))];
  if (unasked.length === 0) return;
  await fillSplits(deps, market, { symbols: unasked, start, end: asOf });
  await markCovered(deps.db, { ...coverage, symbols: unasked });
}
