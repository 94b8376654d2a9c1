import type { Part } from '../fusion.ts';
import type { Bar, LastTrade, Quote } from '../market.ts';
import type { Decimal } from '../money.ts';
import { decimal, isDecimalString } from '../money.ts';

/** A last trade farther than this share of the quote from it contradicts it. */
const TRADE_OUTSIDE_QUOTE_MAX = '0.05';
/** A quote farther than this share of the last daily close from it: a split, or another symbol's data. */
const QUOTE_FROM_CLOSE_MAX = '0.5';

/** What the parts of one view say against one another, in words. */
export function conflictsOf(
  quote: Part<Quote>,
  lastTrade: Part<LastTrade>,
  dailyBars: Part<readonly Bar[]>,
): readonly string[] {
  if (quote.status === 'missing') return [];
  const bid = positive(quote.value.bid);
  const ask = positive(quote.value.ask);
  if (bid === undefined || ask === undefined) {
    return [`The quote is one-sided: bid ${quote.value.bid}, ask ${quote.value.ask}.`];
  }
  const conflicts: string[] = [];
  if (bid.gt(ask)) conflicts.push(`The quote is crossed: bid ${quote.value.bid}, ask ${quote.value.ask}.`);
  // An old trade says nothing against a fresh quote.
  if (lastTrade.status === 'ok' && !lastTrade.stale) {
    const price = positive(lastTrade.value.price);
    const allowance = ask.times(TRADE_OUTSIDE_QUOTE_MAX);
    if (price === undefined || price.gt(ask.plus(allowance)) || price.lt(bid.minus(allowance))) {
      conflicts.push(
        `The last trade at ${lastTrade.value.price} is far outside the quote of ${quote.value.bid} to ${quote.value.ask}.`,
      );
    }
  }
  const close = dailyBars.status === 'ok' ? dailyBars.value.at(-1)?.close : undefined;
  const closed = close === undefined ? undefined : positive(close);
  if (
    closed !== undefined &&
    bid.plus(ask).div(2).minus(closed).abs().gt(closed.times(QUOTE_FROM_CLOSE_MAX))
  ) {
    conflicts.push(
      `The quote of ${quote.value.bid} to ${quote.value.ask} is more than half away from the last close of ${close}.`,
    );
  }
  return conflicts;
}

function positive(text: string): Decimal | undefined {
  if (!isDecimalString(text)) return undefined;
  const value = decimal(text);
  return value.gt(0) ? value : undefined;
}
