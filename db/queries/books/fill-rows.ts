import { type Kysely, type QueryCreator, sql, type Transaction } from 'kysely';
import { type DecimalString, decimal, toDecimalString } from '../../../domain/money.ts';
import type { Execution } from '../../../domain/order.ts';
import { cashEffect } from '../../../domain/reconciling/ledger.ts';
import type { BrokerAccountRow, Database, FillRow } from '../../schema.ts';

/** The most decimals that an amount has in text. */
const DECIMALS_MAX = 18;

/** What the ledger knows of an execution: nothing, that it is booked, or that it was taken back and stays out. */
export async function knownExecution(
  db: Kysely<Database>,
  accountId: string,
  executionId: string,
): Promise<'booked' | 'taken-back' | undefined> {
  const known = await db
    .selectFrom('fills')
    .select(sql<'booked' | 'taken-back'>`'booked'`.as('as'))
    .where('accountId', '=', accountId)
    .where('executionId', '=', executionId)
    .unionAll(
      db
        .selectFrom('busts')
        .select(sql<'booked' | 'taken-back'>`'taken-back'`.as('as'))
        .where('accountId', '=', accountId)
        .where('executionId', '=', executionId),
    )
    .executeTakeFirst();
  return known?.as;
}

/** The fills of one order that stand, oldest first. */
export async function fillsOfOrder(db: Kysely<Database>, clientOrderId: string): Promise<readonly FillRow[]> {
  return await db
    .selectFrom('fills')
    .selectAll()
    .where('clientOrderId', '=', clientOrderId)
    .orderBy('executedAt')
    .orderBy('cumulativeQty')
    .orderBy('executionId')
    .execute();
}

/** The ids of the order's executions that were taken back. */
export async function bustsOfOrder(
  db: Kysely<Database>,
  clientOrderId: string,
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('busts')
    .select('executionId')
    .where('clientOrderId', '=', clientOrderId)
    .execute();
  return new Set(rows.map(({ executionId }) => executionId));
}

/** The fill alone; what it moves is for its caller. */
export function insertFill(
  db: QueryCreator<Database>,
  account: Pick<BrokerAccountRow, 'id' | 'userId'>,
  fill: {
    readonly clientOrderId: string;
    readonly execution: Execution;
    readonly realizedPnl: DecimalString;
    readonly bookedFrom: FillRow['bookedFrom'];
  },
) {
  const { clientOrderId, execution, realizedPnl, bookedFrom } = fill;
  return db.insertInto('fills').values({
    accountId: account.id,
    userId: account.userId,
    executionId: execution.executionId,
    clientOrderId,
    symbol: execution.symbol,
    side: execution.side,
    qty: execution.qty,
    price: execution.price,
    cumulativeQty: execution.cumulativeQty,
    realizedPnl,
    executedAt: execution.at,
    bookedFrom,
  });
}

/** What an order's fills come to: shares, and dollars a share (null where there are none). */
export interface Filled {
  readonly filledQty: DecimalString;
  readonly filledAvgPrice: DecimalString | null;
}

/** @param sums shares, and shares times price */
export function filledOf(sums: { readonly qty: DecimalString; readonly value: DecimalString }): Filled {
  const filled = decimal(sums.qty);
  const average = filled.isZero()
    ? null
    : toDecimalString(decimal(sums.value).dividedBy(filled).toDecimalPlaces(DECIMALS_MAX));
  return { filledQty: toDecimalString(filled), filledAvgPrice: average };
}

/** What the order's standing fills come to. */
export async function standingFilled(tx: Transaction<Database>, clientOrderId: string): Promise<Filled> {
  const sums = await tx
    .selectFrom('fills')
    .select([
      sql<DecimalString>`coalesce(sum(qty), 0)`.as('qty'),
      sql<DecimalString>`coalesce(sum(qty * price), 0)::text`.as('value'),
    ])
    .where('clientOrderId', '=', clientOrderId)
    .executeTakeFirstOrThrow();
  return filledOf(sums);
}

/** The account's cash after what executions came to and what others, taken back, no longer do. Dollars. */
export function cashAfter(
  cash: DecimalString,
  change: { readonly booked: readonly Execution[]; readonly takenBack?: readonly Execution[] },
): DecimalString {
  const { booked, takenBack = [] } = change;
  const paid = booked.reduce((sum, one) => sum.plus(cashEffect(one)), decimal(cash));
  return toDecimalString(takenBack.reduce((sum, one) => sum.minus(cashEffect(one)), paid));
}

export function setCash(db: QueryCreator<Database>, accountId: string, cash: DecimalString) {
  return db.updateTable('brokerAccounts').set({ cash }).where('id', '=', accountId);
}

/** A fill as the execution that it was. */
export function executionOf(fill: FillRow, brokerOrderId = ''): Execution {
  const { executionId, symbol, side, qty, price, cumulativeQty, executedAt } = fill;
  return {
    executionId,
    brokerOrderId,
    symbol,
    side,
    qty,
    price,
    cumulativeQty,
    at: executedAt.toISOString(),
  };
}
