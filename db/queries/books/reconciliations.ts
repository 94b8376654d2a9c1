import type { Kysely } from 'kysely';
import type { DecimalString } from '../../../domain/money.ts';
import type { Difference } from '../../../domain/reconciling/reconcile.ts';
import { decodeCursor, isUuid, type Page, type PageRequest, toPage } from '../../page.ts';
import type { Database, ReconciliationRow } from '../../schema.ts';

export interface ReconciliationInput {
  readonly accountId: string;
  readonly cycleId: string | null;
  /** How many differences could not be explained. */
  readonly drift: number;
  readonly differences: readonly Difference[];
  /** How many orders of the broker were taken into the ledger. */
  readonly adopted: number;
  readonly brokerEquity: DecimalString;
  readonly brokerCash: DecimalString;
  readonly brokerTime: Date | string;
}

export async function insertReconciliation(
  db: Kysely<Database>,
  reconciliation: ReconciliationInput,
): Promise<ReconciliationRow> {
  return await db
    .insertInto('reconciliations')
    .values({ ...reconciliation, differences: JSON.stringify(reconciliation.differences) })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** For the workers; undefined when the account has never been reconciled. */
export async function latestReconciliation(
  db: Kysely<Database>,
  accountId: string,
): Promise<ReconciliationRow | undefined> {
  return await db
    .selectFrom('reconciliations')
    .selectAll()
    .where('accountId', '=', accountId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The reconciliations of the user's account, newest first; none of an account that is not the user's. */
export async function reconciliationsOfAccount(
  db: Kysely<Database>,
  userId: string,
  accountId: string,
  request: PageRequest,
): Promise<Page<ReconciliationRow>> {
  if (!isUuid(accountId)) return { items: [], nextCursor: null };
  let query = db
    .selectFrom('reconciliations')
    .selectAll()
    .where('accountId', '=', accountId)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('brokerAccounts')
          .select('brokerAccounts.id')
          .where('brokerAccounts.id', '=', accountId)
          .where('brokerAccounts.userId', '=', userId),
      ),
    )
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(request.limit + 1);
  if (request.cursor !== undefined) {
    const [at, id] = decodeCursor(request.cursor, ['time', 'uuid']);
    query = query.where((eb) => eb(eb.refTuple('at', 'id'), '<', eb.tuple(new Date(at), id)));
  }
  return toPage(await query.execute(), request.limit, (row) => [row.at, row.id]);
}
