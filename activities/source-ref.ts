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

/** What is looked at: the universe of a strategy's definition in the evidence store, or one symbol by itself. */
export type LookedAt = { readonly definition: string } | { readonly symbol: string };

/** What the steps that read and fuse know of what they do it for. */
export type LookContext = LookedAt & {
  /** Absent for a look that no cycle stands on. */
  readonly cycleId?: string;
  readonly accountId: string;
  /** The broker's clock when it was read. */
  readonly brokerTime: Timestamp;
};

/** What is known once the sources were read. */
export type KnownSources = LookContext & {
  readonly sources: SourceRefs;
  /** The moment of knowledge: nothing later is used. */
  readonly dataAsOf: Timestamp;
};
