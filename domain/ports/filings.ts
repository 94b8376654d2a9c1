import type { Filing, Timestamp } from '../market.ts';

export interface Filings {
  /** The newest filings known at `asOf`, newest first; `undefined` when the symbol files nothing with the SEC. */
  recentFilings(
    symbol: string,
    query: { readonly forms: readonly string[]; readonly limit: number; readonly asOf: Timestamp },
    signal?: AbortSignal,
  ): Promise<readonly Filing[] | undefined>;
}
