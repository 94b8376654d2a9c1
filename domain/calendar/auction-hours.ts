import type { Timestamp } from '../market.ts';
import type { TimeInForce } from '../order.ts';
import { instantOf, newYorkMidnight } from './new-york-day.ts';

const MINUTE_MS = 60_000;
/** Alpaca takes orders for the next day's auctions from here on. New York, minutes since midnight. */
const NEXT_DAY_FROM = 19 * 60;
const CUT_OFF: Readonly<Partial<Record<TimeInForce, { readonly at: number; readonly text: string }>>> = {
  opg: { at: 9 * 60 + 28, text: '09:28' },
  cls: { at: 15 * 60 + 50, text: '15:50' },
};

/**
 * The time of day, in New York, at which Alpaca stopped taking orders for this auction, when that is past at `at` and
 * those for the next auction are not taken yet; nothing while the order can be taken. docs.alpaca.markets, "Time in
 * Force".
 */
export function missedCutOff(timeInForce: TimeInForce, at: Timestamp): string | undefined {
  const cutOff = CUT_OFF[timeInForce];
  if (cutOff === undefined) return undefined;
  const instant = instantOf(at);
  // The clocks change at two in the morning on a Sunday, when nothing is cut off.
  const minutes = (instant - newYorkMidnight(instant)) / MINUTE_MS;
  return minutes >= cutOff.at && minutes < NEXT_DAY_FROM ? cutOff.text : undefined;
}
