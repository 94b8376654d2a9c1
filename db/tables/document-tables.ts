import type { JsonOrNull, Time, TimeOrNull } from './column-types.ts';

/** What a company has filed, as it was last read; what somebody asks for is read again while it is wanted. */
export interface CompanyDocumentsTable {
  symbol: string;
  kind: 'filings' | 'fundamentals';
  /** When somebody asked last, by our clock, and the moment that they asked about. */
  wantedAt: Time;
  wantedAsOf: Time;
  /** When it was last read, and the moment that was asked about; null before the first time. */
  readAt: TimeOrNull;
  readAsOf: TimeOrNull;
  /** Null before the first time, and for a symbol that files nothing. */
  body: JsonOrNull<unknown>;
  /** When the newest attempt failed; null since one has not. */
  failedAt: TimeOrNull;
}
