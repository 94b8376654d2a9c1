import { conflictsOf } from './fusing/conflicts.ts';
import { fuseBars } from './fusing/fuse-bars.ts';
import { fuseFilings, fuseNews } from './fusing/fuse-documents.ts';
import { fuseFx } from './fusing/fuse-fx.ts';
import { fuseShortInterest } from './fusing/fuse-short-interest.ts';
import { fuseLastTrade, fuseQuote } from './fusing/fuse-snapshot.ts';
import type { FusedView, FusionSources } from './fusion.ts';
import type { Timestamp } from './market.ts';
import { instantOf, newYorkMidnight } from './new-york-day.ts';

/**
 * One view a symbol, in the order of `sources.symbols`, each named once. `asOf` is the moment of knowledge, by the
 * same clock that stamps quotes and news: what could not be known by then is left out, whoever sent it.
 * - a daily bar is known when its New York day is over;
 * - a quote or trade at its own time, news when it was created, all else at `availableAt`.
 *
 * A source without an answer leaves a missing part with the source's own code and reason.
 * @throws RangeError when `asOf` is not a time stamp.
 */
export function fuseMarketData(sources: FusionSources, asOf: Timestamp): readonly FusedView[] {
  const asOfMs = instantOf(asOf);
  const todayMs = newYorkMidnight(asOfMs);
  const fx = fuseFx(sources.fx, asOfMs);
  return [...new Set(sources.symbols)].map((symbol) => {
    const quote = fuseQuote(sources.snapshots, symbol, asOfMs);
    const lastTrade = fuseLastTrade(sources.snapshots, symbol, asOfMs);
    const dailyBars = fuseBars(sources.bars, symbol, asOfMs, todayMs);
    return {
      symbol,
      asOf,
      quote,
      lastTrade,
      dailyBars: dailyBars.part,
      news: fuseNews(sources.news, symbol, asOfMs),
      filings: fuseFilings(sources.filings, symbol, asOfMs),
      shortInterest: fuseShortInterest(sources.shortInterest, symbol, asOfMs),
      fx,
      conflicts: [...conflictsOf(quote, lastTrade, dailyBars.part), ...dailyBars.conflicts],
    };
  });
}
