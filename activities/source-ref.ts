import type { Timestamp } from '../domain/market.ts';

/** One source of a cycle as it travels through Temporal: the hash of what it said, or why it said nothing. */
export type SourceRef =
  | { readonly status: 'ok'; readonly source: string; readonly fetchedAt: Timestamp; readonly hash: string }
  | { readonly status: 'missing'; readonly source: string; readonly code: string; readonly reason: string };

export interface MarketDataRefs {
  readonly bars: SourceRef;
  readonly snapshots: SourceRef;
  readonly news: SourceRef;
}

export interface ReferenceDataRefs {
  readonly filings: SourceRef;
  readonly fundamentals: SourceRef;
  readonly shortInterest: SourceRef;
  readonly shortVolume: SourceRef;
  readonly fx: SourceRef;
}

export type SourceRefs = MarketDataRefs & ReferenceDataRefs;

/** What every step after the first knows of its cycle. Hashes name evidence. */
export interface CycleContext {
  readonly cycleId: string;
  readonly accountId: string;
  readonly definition: string;
  readonly account: string;
  /** The broker's clock when the account was read. */
  readonly brokerTime: Timestamp;
}

/** What is known once the sources were read. */
export interface KnownSources extends CycleContext {
  readonly sources: SourceRefs;
  /** The moment of knowledge: nothing later is used. */
  readonly dataAsOf: Timestamp;
}
