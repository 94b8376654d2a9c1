import { type Kysely, sql } from 'kysely';
import type { Database } from '../../schema.ts';

/** How far the ledger has come: a reading of the broker's account holds while it has not moved. */
export interface LedgerVersion {
  /** The newest entry in the history of any order, of any account and written by any process. */
  readonly version: string;
  /** Something of the account's may be on its way to the broker at this moment. */
  readonly inFlight: boolean;
}

export async function ledgerVersion(db: Kysely<Database>, accountId: string): Promise<LedgerVersion> {
  const { rows } = await sql<LedgerVersion>`
    select coalesce((select max(id) from order_events), 0)::text as version,
      exists (select from orders where account_id = ${accountId} and is_exposed
        and status in ('submitting', 'unknown')) as in_flight`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('the ledger has no version');
  return row;
}
