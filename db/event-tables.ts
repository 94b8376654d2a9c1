import type { Generated } from 'kysely';
import type { CreatedAt, Json, TimeOrNull } from './column-types.ts';

export interface OutboxTable {
  id: Generated<string>;
  userId: string;
  /** `alphaflow.<user>.<noun>.<verb>` */
  subject: string;
  payload: Json<Readonly<Record<string, unknown>>>;
  createdAt: CreatedAt;
  publishedAt: TimeOrNull;
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
  at: CreatedAt;
}
