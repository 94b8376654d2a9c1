import type { FetchedMarketData } from '../activities/market/fetch-market-data.ts';
import type { FetchedReferenceData } from '../activities/reference/fetch-reference-data.ts';
import type { SourceRef } from '../activities/source-ref.ts';

/** What a cycle knows of its sources when the step that asks them never came back. */
export function unreadMarketData(brokerTime: string, reason: string): FetchedMarketData {
  const missing = unread(reason);
  return {
    note: 'no market data',
    dataAsOf: brokerTime,
    sources: {
      bars: missing('alpaca bars'),
      snapshots: missing('alpaca quotes'),
      news: missing('alpaca news'),
    },
  };
}

export function unreadReferenceData(reason: string): FetchedReferenceData {
  const missing = unread(reason);
  return {
    note: 'no reference data',
    sources: {
      filings: missing('sec-edgar'),
      fundamentals: missing('sec-edgar figures'),
      shortInterest: missing('finra'),
      shortVolume: missing('finra daily'),
      fx: missing('frankfurter'),
    },
  };
}

function unread(reason: string): (source: string) => SourceRef {
  return (source) => ({ status: 'missing', source, code: 'SOURCE_UNREAD', reason });
}
