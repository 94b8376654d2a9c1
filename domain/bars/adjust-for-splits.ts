import { instantOf, newYorkMidnight } from '../calendar/new-york-day.ts';
import type { Bar, Split, Timestamp } from '../market.ts';
import { type Decimal, type DecimalString, decimal, toDecimalString } from '../money.ts';

/** Finer than any tick; a ratio such as 2 for 3 has no end in decimals. */
const PRICE_PLACES = 6;

/**
 * Raw bars of one symbol in the shares of `asOf`: a bar before a split's ex-date has its prices multiplied by
 * old/new and its volume by new/old. A split whose ex-date had not come by `asOf` is not applied: nobody's chart showed
 * it then. Prices are rounded to 6 decimals, volume to whole shares.
 */
export function adjustForSplits(
  bars: readonly Bar[],
  splits: readonly Split[],
  asOf: Timestamp,
): readonly Bar[] {
  const effective = splitsEffectiveBy(splits, asOf);
  if (effective.length === 0) return bars;
  return bars.map((bar) => {
    const start = instantOf(bar.start);
    const later = effective.filter(({ atMs }) => start < atMs);
    return later.length === 0 ? bar : inSharesAfter(bar, later);
  });
}

interface EffectiveSplit {
  readonly atMs: number;
  readonly oldShares: Decimal;
  readonly newShares: Decimal;
}

function splitsEffectiveBy(splits: readonly Split[], asOf: Timestamp): readonly EffectiveSplit[] {
  const asOfMs = instantOf(asOf);
  return splits
    .map(({ exDate, oldShares, newShares }) => ({
      // Noon in UTC is the same calendar day in New York.
      atMs: newYorkMidnight(instantOf(`${exDate}T12:00:00.000Z`)),
      oldShares: decimal(oldShares),
      newShares: decimal(newShares),
    }))
    .filter(({ atMs }) => atMs <= asOfMs);
}

function inSharesAfter(bar: Bar, splits: readonly EffectiveSplit[]): Bar {
  const one = decimal('1');
  const old = splits.reduce((product, split) => product.times(split.oldShares), one);
  const fresh = splits.reduce((product, split) => product.times(split.newShares), one);
  const price = (text: DecimalString): DecimalString =>
    toDecimalString(decimal(text).times(old).div(fresh).toDecimalPlaces(PRICE_PLACES));
  return {
    start: bar.start,
    open: price(bar.open),
    high: price(bar.high),
    low: price(bar.low),
    close: price(bar.close),
    volume: toDecimalString(decimal(bar.volume).times(fresh).div(old).toDecimalPlaces(0)),
  };
}
