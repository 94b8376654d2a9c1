import type { FxRate, Timestamp } from '../market.ts';

export interface Fx {
  /** Reference rates known at `asOf`: the newest published at or before it. @throws SourceOutage when a quote is missing. */
  rates(
    base: string,
    quotes: readonly string[],
    asOf: Timestamp,
    signal?: AbortSignal,
  ): Promise<readonly FxRate[]>;
}
