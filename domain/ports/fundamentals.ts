import type { Fundamentals } from '../fundamentals.ts';
import type { Timestamp } from '../market.ts';

export interface FundamentalsSource {
  /**
   * What a company had reported by `asOf`: for each concept its newest `periods` periods, a year and its quarters each
   * counted as one. A concept that it does not report is absent; `undefined` when the symbol reports nothing at all.
   * @throws SourceOutage
   */
  fundamentals(
    symbol: string,
    query: { readonly periods: number; readonly asOf: Timestamp },
    signal?: AbortSignal,
  ): Promise<Fundamentals | undefined>;
}
