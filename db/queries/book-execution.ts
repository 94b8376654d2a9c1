import type { Kysely, Transaction } from 'kysely';
import { decimal } from '../../domain/money.ts';
import { type Execution, isTerminal } from '../../domain/order.ts';
import { fromBrokerStatus, nextStatus } from '../../domain/order-state.ts';
import { isCopy } from '../../domain/standing-executions.ts';
import { followsBroker } from '../follows-broker.ts';
import { reservationOf } from '../reservation.ts';
import type { Database, FillRow, OrderRow } from '../schema.ts';
import { appendAudit } from './audit.ts';
import { bookPosition } from './book-position.ts';
import { executionOf, filledOf, insertFill, knownExecution, moveCash } from './fill-rows.ts';
import { inTransaction } from './in-transaction.ts';
import { larger } from './larger.ts';
import { lockOrder } from './lock-order.ts';
import { appendOrderEvent } from './order-events.ts';
import { appendOutbox } from './outbox.ts';
import { touched } from './touched.ts';

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
  | { readonly booked: false; readonly reason: 'known' | 'taken-back' | 'contradicts' | 'books-not-adopted' };

/**
 * Books an execution, once, whatever the sequence and number of its copies: a copy has the same execution id, or the
 * same cumulative quantity of the same order. One that was taken back, before or after it arrived, is not booked. One
 * transaction moves the fill, the order, the position, the cash, the reservation, the history, the event and the audit
 * entry. An execution from before the adoption of the books counts for its order alone, because cash and position of
 * the adopted books have it already. `contradicts`: another execution has its place within the order, or with those
 * that are booked it is more than the order is for, so one of them was taken back; the broker's list tells which.
 * @throws when the account has no such order (adopt it first), or the execution is not of its symbol and side.
 */
export async function bookExecution(db: Kysely<Database>, booking: Booking): Promise<Booked> {
  const { accountId, clientOrderId, execution } = booking;
  // Spares the copies, which are most of what a catch-up brings, the wait for the account's lock.
  const known = await knownExecution(db, accountId, execution.executionId);
  if (known !== undefined) return NOT_BOOKED[known];
  return await inTransaction(db, async (tx) => {
    const { account, order } = await lockOrder(tx, booking);
    if (order === undefined) throw new Error(`account ${accountId} has no order ${clientOrderId} to book on`);
    assertSame(order, execution);
    const { cash, adoptedAt } = account;
    if (cash === null || adoptedAt === null) return { booked: false, reason: 'books-not-adopted' };
    const place = (await knownExecution(tx, accountId, execution.executionId)) ?? (await twinOf(tx, booking));
    if (place !== undefined) return NOT_BOOKED[place];
    if (isBeyond(order, execution)) return NOT_BOOKED.contradicts;
    await insertFill(tx, account, booking);
    if (new Date(execution.at) >= adoptedAt) {
      await bookPosition(tx, { ...booking, adoptedAt });
      await moveCash(tx, { id: accountId, cash }, { booked: [execution] });
    }
    const updated = await bookOrder(tx, order, booking);
    await tellFill(tx, updated, booking);
    return { booked: true, order: updated };
  });
}

const NOT_BOOKED = {
  booked: { booked: false, reason: 'known' },
  'taken-back': { booked: false, reason: 'taken-back' },
  contradicts: { booked: false, reason: 'contradicts' },
} as const;

/** What the order's fills with the same cumulative quantity, if any, make of the execution. */
async function twinOf(
  tx: Transaction<Database>,
  { clientOrderId, execution }: Booking,
): Promise<keyof typeof NOT_BOOKED | undefined> {
  const twins = await tx
    .selectFrom('fills')
    .selectAll()
    .where('clientOrderId', '=', clientOrderId)
    .where('cumulativeQty', '=', execution.cumulativeQty)
    .execute();
  if (twins.length === 0) return undefined;
  return twins.some((twin) => isCopy(executionOf(twin), execution)) ? 'booked' : 'contradicts';
}

function assertSame(order: OrderRow, execution: Execution): void {
  if (order.symbol === execution.symbol && order.side === execution.side) return;
  throw new Error(
    `execution ${execution.executionId} is a ${execution.side} of ${execution.symbol}, ` +
      `but order ${order.clientOrderId} is a ${order.side} of ${order.symbol}`,
  );
}

/** More than the order is for, where that is ours to say: the ledger never invents shares. */
function isBeyond(order: OrderRow, execution: Execution): boolean {
  const { qty, filledQty } = order;
  return qty !== null && !followsBroker(order) && decimal(filledQty).plus(execution.qty).gt(qty);
}

async function bookOrder(
  tx: Transaction<Database>,
  order: OrderRow,
  { execution, brokerStatus }: Booking,
): Promise<OrderRow> {
  const filled = await filledOf(tx, order.clientOrderId);
  const { filledQty } = filled;
  // Of a quantity that the broker may have changed, its own word says when all of it is filled.
  const follows = followsBroker(order);
  const facts = { filledQty, ...(order.qty === null || follows ? {} : { qty: order.qty }) };
  const status = nextStatus(order.status, 'partially_filled', facts);
  const after = {
    ...filled,
    status,
    qty: order.qty !== null && follows ? larger(order.qty, filledQty) : order.qty,
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

/** Tells of a fill in the order's history, to the outside, and in the audit log. */
export async function tellFill(tx: Transaction<Database>, order: OrderRow, booking: Booking): Promise<void> {
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
