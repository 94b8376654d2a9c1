import type { Timestamp } from '../../domain/market.ts';
import type { DecimalString } from '../../domain/money.ts';
import type { MarketData } from '../../domain/ports/market-data.ts';
import { averageDailyVolume } from '../../domain/risk/average-daily-volume.ts';
import { type CountCopies, keepCopies } from '../kept-copies.ts';

/** A day's volume joins the average only when the day is over. */
const TTL_MS = 3_600_000;
const SYMBOLS_MAX = 2_000;
/** Calendar days that hold 20 trading days, whatever the holidays. */
const LOOKBACK_MS = 40 * 86_400_000;

export interface VolumeDirectory {
  /** Shares a day on average; undefined when the source has no bars of the symbol. @throws SourceOutage */
  find(market: MarketData, symbol: string, brokerTime: Timestamp): Promise<DecimalString | undefined>;
}

/** Asks for a symbol's daily bars once an hour at most. */
export function createVolumeDirectory(count?: CountCopies): VolumeDirectory {
  const known = keepCopies<{ readonly volume: DecimalString | undefined }>(
    { source: 'alpaca-data', name: 'average volumes', bound: { entriesMax: SYMBOLS_MAX }, maxAgeMs: TTL_MS },
    count,
  );
  return {
    async find(market, symbol, brokerTime) {
      const cached = known.get(symbol);
      if (cached !== undefined) return cached.volume;
      const start = new Date(Date.parse(brokerTime) - LOOKBACK_MS).toISOString();
      const bars = await market.bars({
        symbols: [symbol],
        timeframe: '1Day',
        adjustment: 'split',
        start,
        end: brokerTime,
      });
      const volume = averageDailyVolume(bars.get(symbol) ?? [], brokerTime);
      known.set(symbol, { volume });
      return volume;
    },
  };
}
