import type { ShortInterest, Timestamp } from '../market.ts';

export interface ShortInterestSource {
  /** The newest report known at `asOf` for each symbol; a symbol without one is absent. One request for all. */
  shortInterest(
    symbols: readonly string[],
    asOf: Timestamp,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, ShortInterest>>;
}
