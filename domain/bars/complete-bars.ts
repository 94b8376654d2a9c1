import { instantOf, newYorkMidnight } from '../calendar/new-york-day.ts';
import type { Timeframe, Timestamp } from '../market.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Trades that are reported late still change a bar for about this long after its end. */
const SETTLING_MS = MINUTE_MS;

/**
 * Bars that start before this instant had ended at `now`, the market's own clock, and no late trade will change them:
 * the beginning of the minute or hour under way a minute ago, or of today in New York.
 */
export function barsCompleteUntil(timeframe: Timeframe, now: Timestamp): Timestamp {
  const nowMs = instantOf(now);
  if (timeframe === '1Day') return new Date(newYorkMidnight(nowMs)).toISOString();
  const size = timeframe === '1Min' ? MINUTE_MS : HOUR_MS;
  return new Date(Math.floor((nowMs - SETTLING_MS) / size) * size).toISOString();
}
