import type { Timestamp } from '../market.ts';
import type { DecimalString } from '../money.ts';
import type { StaleReason } from '../streaming/stream-doubt.ts';

export interface PositionFact {
  readonly symbol: string;
  /** Signed shares. */
  readonly qty: DecimalString;
  readonly avgEntryPrice: DecimalString;
  /** Dollars a share; null until the broker has told one. */
  readonly markPrice: DecimalString | null;
}

export interface AccountFact {
  readonly id: string;
  readonly name: string;
  readonly positions: readonly PositionFact[];
  /** Undefined until equity was seen once. */
  readonly equity?: { readonly highest: DecimalString; readonly latest: DecimalString };
  /** Since when its market stream has been stale, and why; absent while it is not. */
  readonly staleMarket?: { readonly since: Timestamp; readonly reason: StaleReason };
  /** What stops its entries. */
  readonly latches: readonly { readonly code: string; readonly since: Timestamp }[];
}

/** The latest price of a symbol, and the first one of each window that a rule asks about. */
export interface PriceFact {
  readonly latest: DecimalString;
  readonly at: Timestamp;
  /** By window in minutes; one without trades is absent. */
  readonly windowOpens: ReadonlyMap<number, DecimalString>;
}

/** An integration as it was last heard of. */
export interface SourceFact {
  readonly source: string;
  readonly isDown: boolean;
  readonly reason: string;
}

export interface RefusalFact {
  readonly clientOrderId: string;
  readonly accountId: string;
  readonly code: string;
  readonly at: Timestamp;
}

/** Work that has not ended. */
export interface OpenWorkFact {
  readonly what: 'cycle' | 'order';
  readonly id: string;
  readonly accountId: string;
  /** When it last got on. */
  readonly since: Timestamp;
}

/** All that a user's rules are judged by, read at `now`. What could not be read is undefined, never made up. */
export interface AlertFacts {
  readonly now: Timestamp;
  readonly accounts: readonly AccountFact[];
  readonly prices: ReadonlyMap<string, PriceFact>;
  readonly sources: readonly SourceFact[] | undefined;
  readonly budget: { readonly capUsd: DecimalString; readonly usedUsd: DecimalString; readonly day: string };
  readonly refusals: readonly RefusalFact[];
  readonly openWork: readonly OpenWorkFact[];
}
