import type { Generated } from 'kysely';
import type { Facts } from '../../domain/refusal.ts';
import type { LatchCode } from '../../domain/risk/latch.ts';
import type { CreatedAt, Json, Numeric, Time, TimeOrNull } from './column-types.ts';

/** Conditions that stopped entries; one that is not cleared stops them still. */
export interface AccountLatchesTable {
  id: Generated<string>;
  accountId: string;
  code: LatchCode;
  facts: Json<Facts>;
  /** The reconciliation that found it, for DRIFT. */
  reconciliationId: string | null;
  since: CreatedAt;
  clearedAt: TimeOrNull;
  clearedBy: string | null;
}

/** What an account's losses are measured from. */
export interface AccountEquityTable {
  accountId: string;
  /** New York's day by the broker's clock. */
  day: string;
  openingEquity: Numeric;
  highestEquity: Numeric;
  /** The latest seen. */
  equity: Numeric;
  at: Time;
}
