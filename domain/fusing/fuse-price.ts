import type { Conflict, Part, Price } from '../fusion.ts';
import type { Bar, LastTrade, Quote } from '../market.ts';
import { decimal, toDecimalString } from '../money.ts';
import { gap } from './known-part.ts';

/**
 * What a share is worth: the middle of a fresh quote, else a fresh last trade, else the last close. A conflict that
 * was settled against the quote skips it; one that no rule settles leaves the quote as it is, contested.
 */
export function fusePrice(
  quote: Part<Quote>,
  lastTrade: Part<LastTrade>,
  dailyBars: Part<readonly Bar[]>,
  conflicts: readonly Conflict[],
): Part<Price> {
  const lost = conflicts.some(
    ({ parts, resolution }) =>
      parts.includes('quote') && resolution !== undefined && resolution.kept !== 'quote',
  );
  if (quote.status === 'ok' && !quote.stale && !lost) {
    const middle = decimal(quote.value.bid).plus(decimal(quote.value.ask)).div(2);
    return { ...quote, value: { amount: toDecimalString(middle), basis: 'quote' } };
  }
  if (lastTrade.status === 'ok' && !lastTrade.stale) {
    return { ...lastTrade, value: { amount: lastTrade.value.price, basis: 'lastTrade' } };
  }
  const close = dailyBars.status === 'ok' ? dailyBars.value.at(-1)?.close : undefined;
  if (dailyBars.status === 'ok' && close !== undefined) {
    return { ...dailyBars, value: { amount: close, basis: 'dailyBars' } };
  }
  return gap(quote.source, 'NO_PRICE', 'There is no fresh quote, no fresh trade and no close.');
}
