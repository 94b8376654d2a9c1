import type { ColumnType, Generated } from 'kysely';
import type { CreatedAt, Json, TimeOrNull } from './column-types.ts';

export interface OutboxTable {
  id: Generated<string>;
  userId: string;
  /** `alphaflow.<user>.<noun>.<verb>` */
  subject: string;
  /** Of the payload's schema. */
  version: number;
  payload: Json<Readonly<Record<string, unknown>>>;
  createdAt: CreatedAt;
  publishedAt: TimeOrNull;
  /** Its place in the stream, from 1 without a gap; null until it is published. */
  streamSeq: ColumnType<string | null, undefined, string | null>;
}

/** The one row that says whose stream it is; its lock is held by whoever carries events. */
export interface EventStreamTable {
  onlyOne: ColumnType<boolean, never, never>;
  installation: ColumnType<string, never, never>;
}

/** An event that a consumer has taken in; its effect was committed with this row. */
export interface EventInboxTable {
  consumer: string;
  eventId: string;
  at: CreatedAt;
}

export interface AuditTable {
  id: Generated<string>;
  userId: string | null;
  actor: string;
  action: string;
  target: string;
  result: string;
  data: Json<Readonly<Record<string, unknown>>>;
  requestId: string | null;
  /** `key:<id>` or `session:<id>`; null where no request asked for it. */
  credential: string | null;
  /** Where the request came from. */
  address: string | null;
  at: CreatedAt;
}

/** The audit log's chains; written by the database alone, when a transaction with an entry commits. */
export interface AuditChainTable {
  /** The user's id, or `house`. */
  chain: ColumnType<string, never, never>;
  seq: ColumnType<string, never, never>;
  auditId: ColumnType<string, never, never>;
  hash: ColumnType<string, never, never>;
}
