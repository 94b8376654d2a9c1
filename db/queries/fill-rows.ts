import { type Kysely, sql, type Transaction } from 'kysely';
import { cashEffect } from '../../domain/ledger.ts';
import { type DecimalString, decimal, toDecimalString } from '../../domain/money.ts';
import type { Execution } from '../../domain/order.ts';
import type { BrokerAccountRow, Database, FillRow } from '../schema.ts';

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

/** Writes the fill alone; what it moves is for its caller. */
export async function insertFill(
  tx: Transaction<Database>,
  account: Pick<BrokerAccountRow, 'id' | 'userId'>,
  fill: {
    readonly clientOrderId: string;
    readonly execution: Execution;
    readonly bookedFrom: FillRow['bookedFrom'];
  },
): Promise<void> {
  const { clientOrderId, execution, bookedFrom } = fill;
  await tx
    .insertInto('fills')
    .values({
      accountId: account.id,
      userId: account.userId,
      executionId: execution.executionId,
      clientOrderId,
      symbol: execution.symbol,
      side: execution.side,
      qty: execution.qty,
      price: execution.price,
      cumulativeQty: execution.cumulativeQty,
      realizedPnl: '0',
      executedAt: execution.at,
      bookedFrom,
    })
    .execute();
}

/** What an order's standing fills add up to: shares, and dollars a share (null where there are none). */
export async function filledOf(
  tx: Transaction<Database>,
  clientOrderId: string,
): Promise<{ readonly filledQty: DecimalString; readonly filledAvgPrice: DecimalString | null }> {
  const { qty, value } = await tx
    .selectFrom('fills')
    .select([
      sql<DecimalString>`coalesce(sum(qty), 0)`.as('qty'),
      sql<DecimalString>`coalesce(sum(qty * price), 0)::text`.as('value'),
    ])
    .where('clientOrderId', '=', clientOrderId)
    .executeTakeFirstOrThrow();
  const filled = decimal(qty);
  const average = filled.isZero()
    ? null
    : toDecimalString(decimal(value).dividedBy(filled).toDecimalPlaces(DECIMALS_MAX));
  return { filledQty: toDecimalString(filled), filledAvgPrice: average };
}

/** Moves the account's cash by what executions came to and what others, taken back, no longer do. Dollars. */
export async function moveCash(
  tx: Transaction<Database>,
  account: { readonly id: string; readonly cash: DecimalString },
  change: { readonly booked: readonly Execution[]; readonly takenBack?: readonly Execution[] },
): Promise<void> {
  const { booked, takenBack = [] } = change;
  const paid = booked.reduce((sum, one) => sum.plus(cashEffect(one)), decimal(account.cash));
  const after = takenBack.reduce((sum, one) => sum.minus(cashEffect(one)), paid);
  if (after.eq(account.cash)) return;
  await tx
    .updateTable('brokerAccounts')
    .set({ cash: toDecimalString(after) })
    .where('id', '=', account.id)
    .execute();
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
