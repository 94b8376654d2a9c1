import { instantOf, newYorkMidnight } from '../calendar/new-york-day.ts';
import type { FusedView, FusionSources } from '../fusion.ts';
import { indicatorsOf } from '../indicators/indicator-stream.ts';
import type { Timestamp } from '../market.ts';
import { documentConflicts, priceConflicts } from './conflicts.ts';
import { fuseLiquidity, fuseVolume } from './fuse-activity.ts';
import { fuseBars } from './fuse-bars.ts';
import { fuseFilings, fuseFundamentals, fuseNews } from './fuse-documents.ts';
import { fuseFx } from './fuse-fx.ts';
import { fuseTrend, fuseVolatility } from './fuse-movement.ts';
import { fusePrice } from './fuse-price.ts';
import { fuseShortInterest, fuseShortVolume } from './fuse-short-interest.ts';
import { fuseLastTrade, fuseQuote } from './fuse-snapshot.ts';
import { judged } from './quality.ts';

/**
 * One view a symbol, in the order of `sources.symbols`, each named once. `asOf` is the moment of knowledge, by the
 * same clock that stamps quotes and news: what could not be known by then is left out, whoever sent it.
 * - a daily bar is known when its New York day is over;
 * - a quote or trade at its own time, news when it was created, all else at `availableAt`.
 *
 * A source without an answer leaves a missing part with the source's own code and reason. Contradictions are settled
 * by the rule that each of them names, and reported; what was contested says so in its quality.
 * @throws RangeError when `asOf` is not a time stamp.
 */
export function fuseMarketData(sources: FusionSources, asOf: Timestamp): readonly FusedView[] {
  const asOfMs = instantOf(asOf);
  const todayMs = newYorkMidnight(asOfMs);
  return [...new Set(sources.symbols)].map((symbol) => fuseSymbol(sources, symbol, asOf, asOfMs, todayMs));
}

function fuseSymbol(
  sources: FusionSources,
  symbol: string,
  asOf: Timestamp,
  asOfMs: number,
  todayMs: number,
): FusedView {
  const shown = fuseQuote(sources.snapshots, symbol, asOfMs);
  const traded = fuseLastTrade(sources.snapshots, symbol, asOfMs);
  const bars = fuseBars(sources.bars, symbol, asOfMs, todayMs);
  const filings = fuseFilings(sources.filings, symbol, asOfMs);
  const reported = fuseFundamentals(sources.fundamentals, symbol, asOfMs);
  const conflicts = [
    ...priceConflicts(shown, traded, bars.part),
    ...bars.conflicts,
    ...documentConflicts(filings, reported),
  ];
  const quote = judged('quote', shown, conflicts);
  const lastTrade = judged('lastTrade', traded, conflicts);
  const dailyBars = judged('dailyBars', bars.part, conflicts);
  const price = fusePrice(quote, lastTrade, dailyBars, conflicts);
  const movement = indicatorsOf(dailyBars.status === 'ok' ? dailyBars.value : []);
  return {
    symbol,
    asOf,
    price,
    quote,
    lastTrade,
    dailyBars,
    volume: fuseVolume(dailyBars),
    volatility: fuseVolatility(dailyBars, movement),
    trend: fuseTrend(dailyBars, movement),
    liquidity: fuseLiquidity(dailyBars, quote),
    filings,
    fundamentals: judged('fundamentals', reported, conflicts),
    shortInterest: fuseShortInterest(sources.shortInterest, symbol, asOfMs),
    shortVolume: fuseShortVolume(sources.shortVolume, symbol, asOfMs),
    fxExposure: fuseFx(sources.fx, price, asOfMs),
    news: fuseNews(sources.news, symbol, asOfMs),
    conflicts,
  };
}
