import { instantOf, newYorkMidnight } from '../calendar/new-york-day.ts';
import type { Bar, Timestamp } from '../market.ts';
import { type DecimalString, decimal, toDecimalString } from '../money.ts';

/** Trading days that the average is taken over, at most. */
const DAYS = 20;

/** Shares a day over the latest completed daily bars, up to 20; undefined where there is none. The day under way is left out. */
export function averageDailyVolume(bars: readonly Bar[], brokerTime: Timestamp): DecimalString | undefined {
  const today = newYorkMidnight(instantOf(brokerTime));
  const completed = bars.filter(({ start }) => instantOf(start) < today).slice(-DAYS);
  if (completed.length === 0) return undefined;
  const total = completed.reduce((sum, { volume }) => sum.plus(volume), decimal('0'));
  return toDecimalString(total.div(completed.length));
}
