import type { ColumnType } from 'kysely';
import type { StaleReason } from '../../domain/streaming/stream-doubt.ts';
import type { Time, TimeOrNull } from './column-types.ts';

/** A market stream as its follower last saw it; named after the account whose keys open it. */
export interface MarketStreamsTable {
  accountId: string;
  symbols: ColumnType<string[], string[] | undefined, string[]>;
  /** Wanted, and beyond what the plan allows. */
  leftOut: ColumnType<string[], string[] | undefined, string[]>;
  /** Since when it has not brought what happens; null while it does. */
  staleSince: TimeOrNull;
  staleReason: ColumnType<StaleReason | null, StaleReason | null | undefined, StaleReason | null>;
  /** The follower's latest sign of life. */
  lookedAt: ColumnType<Date, Date | string | undefined, Date | string>;
}

/** Up to which minute bars of a symbol have been told as events. */
export interface StreamedBarsTable {
  accountId: string;
  symbol: string;
  lastStart: Time;
}

/** A symbol that readers of events ask for, until they have not asked again in time. */
export interface MarketInterestsTable {
  accountId: string;
  symbol: string;
  wantedUntil: Time;
}
