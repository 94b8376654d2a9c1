import { barsCompleteUntil } from '../../domain/bars/complete-bars.ts';
import { newYorkDate } from '../../domain/calendar/new-york-day.ts';
import type { Bar, Timestamp } from '../../domain/market.ts';
import type { MarketData } from '../../domain/ports/market-data.ts';
import type { MarketDeps } from '../deps.ts';
import type { AskedSplits } from './asked-splits.ts';
import { fillBars, fillSplits } from './fill-bars.ts';
import { storedBars } from './stored-bars.ts';

/** The days asked for anew by every cycle: corrections of the last week are seen, and a dead source is noticed. */
const AGAIN_MS = 7 * 86_400_000;

/**
 * The completed daily bars that a cycle stands on, in the shares of the broker's time. The store is brought up to date
 * first: what it has of earlier days is not asked for again. The last week always is, so a source that cannot be read is
 * an outage, however full the store; splits are asked for once an hour. Where each bar came from is kept as evidence
 * beside them.
 * @throws SourceOutage
 */
export async function dailyBarsOf(
  deps: MarketDeps & { readonly askedSplits: AskedSplits },
  market: MarketData,
  cycleId: string | undefined,
  {
    symbols,
    start,
    brokerTime,
  }: { readonly symbols: readonly string[]; readonly start: Timestamp; readonly brokerTime: Timestamp },
): Promise<Readonly<Record<string, readonly Bar[]>>> {
  const until = barsCompleteUntil('1Day', brokerTime);
  const wanted = { symbols, timeframe: '1Day', start, until } as const;
  const againFrom = new Date(Date.parse(until) - AGAIN_MS).toISOString();
  const [asked] = await Promise.all([
    fillBars(deps, market, wanted, againFrom),
    fillDueSplits(deps, market, { symbols, start, end: brokerTime }),
  ]);
  const { bars, origins } = await storedBars(deps, market.feed, wanted, brokerTime);
  const fetchedAt = deps.now().toISOString();
  const spans = asked.map((span) => `${span.symbols.length} symbols from ${span.start}`);
  await deps.evidence.put(cycleId, [
    {
      kind: 'barOrigins',
      value: origins,
      source: 'alpaca bars',
      request: `asked of the source: ${spans.join(', ')}; the rest from the store`,
      fetchedAt,
      availableAt: fetchedAt,
    },
  ]);
  return bars;
}

async function fillDueSplits(
  deps: MarketDeps & { readonly askedSplits: AskedSplits },
  market: MarketData,
  span: { readonly symbols: readonly string[]; readonly start: Timestamp; readonly end: Timestamp },
): Promise<void> {
  const { askedSplits } = deps;
  const day = newYorkDate(span.end);
  const symbols = askedSplits.due(market.feed, day, span.symbols);
  if (symbols.length === 0) return;
  await fillSplits(deps, market, { ...span, symbols });
  askedSplits.note(market.feed, day, symbols);
}
