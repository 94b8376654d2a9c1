import type { ShortVolume, Timestamp } from '../market.ts';

export interface ShortVolumeSource {
  /**
   * Each symbol's short sales of the newest day that was published by `asOf`; a symbol without sales that day is
   * absent. One request for all. @throws SourceOutage
   */
  shortVolume(
    symbols: readonly string[],
    asOf: Timestamp,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, ShortVolume>>;
}
