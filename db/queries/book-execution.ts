import { type Kysely, sql, type Transaction } from 'kysely';
import { cashEffect } from '../../domain/ledger.ts';
import { type DecimalString, decimal, toDecimalString } from '../../domain/money.ts';
import { type Execution, isTerminal } from '../../domain/order.ts';
import { fromBrokerStatus, nextStatus } from '../../domain/order-state.ts';
import { followsBroker } from '../follows-broker.ts';
import { reservationOf } from '../reservation.ts';
import type { BrokerAccountRow, Database, FillRow, OrderRow } from '../schema.ts';
import { appendAudit } from './audit.ts';
import { bookPosition } from './book-position.ts';
import { inTransaction } from './in-transaction.ts';
import { larger } from './larger.ts';
import { lockOrder } from './lock-order.ts';
import { appendOrderEvent } from './order-events.ts';
import { appendOutbox } from './outbox.ts';
import { touched } from './touched.ts';

/** The most decimals that an amount has in text. */
const DECIMALS_MAX = 18;

export interface Booking {
  readonly accountId: string;
  /** The ledger's name of the order. */
  readonly clientOrderId: string;
  readonly execution: Execution;
  /** The broker's word for the order after this execution, where it came with it. */
  readonly brokerStatus?: string;
  readonly bookedFrom: FillRow['bookedFrom'];
}

export type Booked =
  | { readonly booked: true; readonly order: OrderRow }
  | { readonly booked: false; readonly reason: 'known' | 'books-not-adopted' };

/**
 * Books an execution, once, whatever the sequence and number of its copies: a copy has the same execution id, or the
 * same cumulative quantity of the same order. One transaction moves the fill, the order, the position, the cash, the
 * reservation, the history, the event and the audit entry. An execution from before the adoption of the books counts
 * for its order alone, because cash and position of the adopted books have it already.
 * @throws when the account has no such order (adopt it first), or the execution is not of its symbol and side.
 */
export async function bookExecution(db: Kysely<Database>, booking: Booking): Promise<Booked> {
  if (await isKnown(db, booking)) return { booked: false, reason: 'known' };
  return await inTransaction(db, async (tx) => {
    const { account, order } = await lockOrder(tx, booking);
    if (order === undefined) {
      throw new Error(`account ${booking.accountId} has no order ${booking.clientOrderId} to book on`);
    }
    assertSame(order, booking.execution);
    if (account.cash === null || account.adoptedAt === null)
      return { booked: false, reason: 'books-not-adopted' };
    if (!(await insertFill(tx, account, booking))) return { booked: false, reason: 'known' };
    const adoptedAt = account.adoptedAt;
    if (new Date(booking.execution.at) >= adoptedAt) {
      await bookPosition(tx, { ...booking, adoptedAt });
      await bookCash(tx, account.id, account.cash, booking.execution);
    }
    const updated = await bookOrder(tx, order, booking);
    await tell(tx, updated, booking);
    return { booked: true, order: updated };
  });
}

/** Spares the copies, which are most of what a catch-up brings, the wait for the account's lock. */
async function isKnown(db: Kysely<Database>, { accountId, execution }: Booking): Promise<boolean> {
  const known = await db
    .selectFrom('fills')
    .select('executionId')
    .where('accountId', '=', accountId)
    .where('executionId', '=', execution.executionId)
    .executeTakeFirst();
  return known !== undefined;
}

function assertSame(order: OrderRow, execution: Execution): void {
  if (order.symbol === execution.symbol && order.side === execution.side) return;
  throw new Error(
    `execution ${execution.executionId} is a ${execution.side} of ${execution.symbol}, ` +
      `but order ${order.clientOrderId} is a ${order.side} of ${order.symbol}`,
  );
}

async function insertFill(
  tx: Transaction<Database>,
  account: BrokerAccountRow,
  { clientOrderId, execution, bookedFrom }: Booking,
): Promise<boolean> {
  const inserted = await tx
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
    .onConflict((conflict) => conflict.doNothing())
    .returning('executionId')
    .executeTakeFirst();
  return inserted !== undefined;
}

async function bookCash(
  tx: Transaction<Database>,
  accountId: string,
  cash: DecimalString,
  execution: Execution,
): Promise<void> {
  const after = decimal(cash).plus(decimal(cashEffect(execution)));
  await tx
    .updateTable('brokerAccounts')
    .set({ cash: toDecimalString(after) })
    .where('id', '=', accountId)
    .execute();
}

async function bookOrder(
  tx: Transaction<Database>,
  order: OrderRow,
  { execution, brokerStatus }: Booking,
): Promise<OrderRow> {
  const { qty, value } = await tx
    .selectFrom('fills')
    .select([sql<DecimalString>`sum(qty)`.as('qty'), sql<DecimalString>`sum(qty * price)::text`.as('value')])
    .where('clientOrderId', '=', order.clientOrderId)
    .executeTakeFirstOrThrow();
  const filledQty = toDecimalString(decimal(qty));
  const average = decimal(value).dividedBy(decimal(qty)).toDecimalPlaces(DECIMALS_MAX);
  // Of a quantity that the broker may have changed, its own word says when all of it is filled.
  const follows = followsBroker(order);
  const facts = { filledQty, ...(order.qty === null || follows ? {} : { qty: order.qty }) };
  const status = nextStatus(order.status, 'partially_filled', facts);
  const after = {
    status,
    qty: order.qty !== null && follows ? larger(order.qty, filledQty) : order.qty,
    filledQty,
    filledAvgPrice: toDecimalString(average),
    brokerFilledQty: larger(larger(order.brokerFilledQty, execution.cumulativeQty), filledQty),
  };
  return await tx
    .updateTable('orders')
    .set({
      ...after,
      brokerOrderId: order.brokerOrderId ?? execution.brokerOrderId,
      reservedNotional: reservationOf({ ...order, ...after }),
      ...(brokerStatus !== undefined && fromBrokerStatus(brokerStatus) === status ? { brokerStatus } : {}),
      acceptedAt: order.acceptedAt ?? execution.at,
      terminalAt: order.terminalAt ?? (isTerminal(status) ? execution.at : null),
      updatedAt: touched,
    })
    .where('clientOrderId', '=', order.clientOrderId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

async function tell(tx: Transaction<Database>, order: OrderRow, booking: Booking): Promise<void> {
  const { execution, bookedFrom, accountId } = booking;
  const { clientOrderId, userId, status, filledQty, filledAvgPrice } = order;
  const data = { ...execution, status, filledQty, filledAvgPrice, bookedFrom };
  await appendOrderEvent(tx, { clientOrderId, kind: 'fill', data });
  await appendOutbox(tx, {
    userId,
    noun: 'fill',
    verb: 'booked',
    payload: { ...data, clientOrderId, accountId },
  });
  await appendAudit(tx, {
    userId,
    actor: 'broker',
    action: 'fill.booked',
    target: clientOrderId,
    result: status,
    data: { executionId: execution.executionId, qty: execution.qty, price: execution.price, bookedFrom },
  });
}
