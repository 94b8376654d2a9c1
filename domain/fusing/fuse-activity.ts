import type { Liquidity, Part, Volume } from '../fusion.ts';
import type { Bar, Quote } from '../market.ts';
import { decimal, toDecimalString } from '../money.ts';
import { gap } from './known-part.ts';
import { atBest } from './quality.ts';

const DAYS = 20;

/** Shares traded by the last 20 complete bars; partial with fewer. */
export function fuseVolume(dailyBars: Part<readonly Bar[]>): Part<Volume> {
  if (dailyBars.status === 'missing') return dailyBars;
  const bars = dailyBars.value.slice(-DAYS);
  const last = bars.at(-1);
  if (last === undefined) return gap(dailyBars.source, 'NOT_ENOUGH_BARS', 'There is no daily bar.');
  const total = bars.reduce((sum, { volume }) => sum.plus(decimal(volume)), decimal('0'));
  const value = {
    lastDay: last.volume,
    averageDaily: toDecimalString(total.div(bars.length).toDecimalPlaces(2)),
    days: bars.length,
  };
  return atBest({ ...dailyBars, value }, bars.length < DAYS ? 'partial' : 'good');
}

/** Dollars a day by the closes of the last 20 bars, and the spread of a quote that does not contradict itself. */
export function fuseLiquidity(dailyBars: Part<readonly Bar[]>, quote: Part<Quote>): Part<Liquidity> {
  if (dailyBars.status === 'missing') return dailyBars;
  const bars = dailyBars.value.slice(-DAYS);
  if (bars.length === 0) return gap(dailyBars.source, 'NOT_ENOUGH_BARS', 'There is no daily bar.');
  const total = bars.reduce(
    (sum, { close, volume }) => sum.plus(decimal(close).times(decimal(volume))),
    decimal('0'),
  );
  const averageDailyDollars = toDecimalString(total.div(bars.length).toDecimalPlaces(2));
  if (quote.status === 'missing' || quote.quality !== 'good') {
    return atBest({ ...dailyBars, value: { averageDailyDollars } }, 'partial');
  }
  const [bid, ask] = [decimal(quote.value.bid), decimal(quote.value.ask)];
  const relativeSpread = ask.minus(bid).div(ask.plus(bid).div(2)).toNumber();
  const part: Part<Liquidity> = {
    ...dailyBars,
    value: { averageDailyDollars, relativeSpread },
    alsoFrom: [quote.hash],
  };
  return atBest(part, bars.length < DAYS ? 'partial' : 'good');
}
