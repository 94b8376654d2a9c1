import type { Part, Trend, Volatility } from '../fusion.ts';
import type { IndicatorValues } from '../indicators/indicator-values.ts';
import type { Bar } from '../market.ts';
import { gap } from './known-part.ts';

/** How much the price moves, by its completed daily bars. */
export function fuseVolatility(
  dailyBars: Part<readonly Bar[]>,
  { volatility20, atr14 }: IndicatorValues,
): Part<Volatility> {
  if (dailyBars.status === 'missing') return dailyBars;
  if (volatility20 === undefined) {
    return gap(
      dailyBars.source,
      'NOT_ENOUGH_BARS',
      `21 daily bars are needed, there are ${dailyBars.value.length}.`,
    );
  }
  const value = { annualised20: volatility20, ...(atr14 === undefined ? {} : { atr14 }) };
  return { ...dailyBars, value };
}

/** Where the price is going, by the last close and its averages over 20 and 50 bars. */
export function fuseTrend(
  dailyBars: Part<readonly Bar[]>,
  { priceToSma20, priceToSma50 }: IndicatorValues,
): Part<Trend> {
  if (dailyBars.status === 'missing') return dailyBars;
  if (priceToSma20 === undefined || priceToSma50 === undefined) {
    return gap(
      dailyBars.source,
      'NOT_ENOUGH_BARS',
      `50 daily bars are needed, there are ${dailyBars.value.length}.`,
    );
  }
  const up = priceToSma20 > 0 && priceToSma50 > priceToSma20;
  const down = priceToSma20 < 0 && priceToSma50 < priceToSma20;
  return {
    ...dailyBars,
    value: { direction: up ? 'up' : down ? 'down' : 'flat', priceToSma20, priceToSma50 },
  };
}
