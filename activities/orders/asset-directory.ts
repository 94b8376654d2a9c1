import type { Broker, BrokerAsset } from '../../domain/ports/broker.ts';
import { type CountCopies, keepCopies } from '../kept-copies.ts';

/** What the broker says of a symbol changes rarely; that it knows none is asked again soon. */
const KNOWN_TTL_MS = 12 * 3_600_000;
const UNKNOWN_TTL_MS = 60_000;
const SYMBOLS_MAX = 2_000;

export interface AssetDirectory {
  /** The broker's word on a symbol; undefined when it knows none. @throws SourceOutage */
  find(broker: Broker, symbol: string): Promise<BrokerAsset | undefined>;
}

export function createAssetDirectory(count?: CountCopies): AssetDirectory {
  const known = keepCopies<{ readonly asset: BrokerAsset | undefined }>(
    { source: 'alpaca', name: 'assets', bound: { entriesMax: SYMBOLS_MAX }, maxAgeMs: KNOWN_TTL_MS },
    count,
  );
  return {
    async find(broker, symbol) {
      const cached = known.get(symbol);
      if (cached !== undefined) return cached.asset;
      const asset = await broker.asset(symbol);
      known.set(symbol, { asset }, asset === undefined ? { maxAgeMs: UNKNOWN_TTL_MS } : {});
      return asset;
    },
  };
}
