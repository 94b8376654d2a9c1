import type { LastTrade } from '../../domain/market.ts';
import type { MarketData } from '../../domain/ports/market-data.ts';

const MINUTE_MS = 60_000;

/** The first price of each window, in minutes, that ends with the latest trade; one without bars is absent. @throws SourceOutage */
export async function windowOpens(
  market: Pick<MarketData, 'bars'>,
  symbol: string,
  { at }: Pick<LastTrade, 'at'>,
  windows: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const longest = Math.max(0, ...windows);
  if (longest === 0) return new Map();
  const startOf = (minutes: number) => new Date(Date.parse(at) - minutes * MINUTE_MS).toISOString();
  const asked = { symbols: [symbol], start: startOf(longest), end: at };
  const bars = (await market.bars({ ...asked, timeframe: '1Min', adjustment: 'raw' })).get(symbol) ?? [];
  return new Map(
    windows.flatMap((minutes) => {
      const opening = bars.find(({ start }) => start >= startOf(minutes));
      return opening === undefined ? [] : [[minutes, opening.open] as const];
    }),
  );
}
