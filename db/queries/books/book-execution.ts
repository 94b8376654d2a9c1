import type { Kysely, QueryCreator, Transaction } from 'kysely';
import { type DecimalString, decimal } from '../../../domain/money.ts';
import { type Execution, isTerminal } from '../../../domain/order.ts';
import { fromBrokerStatus, nextStatus } from '../../../domain/ordering/order-state.ts';
import type { LedgerPosition } from '../../../domain/portfolio.ts';
import { applyExecution } from '../../../domain/reconciling/ledger.ts';
import { followsBroker } from '../../follows-broker.ts';
import { reservationOf } from '../../reservation.ts';
import type { BrokerAccountRow, Database, FillRow, OrderRow } from '../../schema.ts';
import { inTransaction } from '../in-transaction.ts';
import { lockOrder } from '../orders/lock-order.ts';
import { type Story, telling } from '../orders/telling.ts';
import { touched } from '../touched.ts';
import { bookingFacts } from './booking-facts.ts';
import { cashAfter, type Filled, insertFill, knownExecution, setCash } from './fill-rows.ts';
import { larger } from './larger.ts';
import { profit, replayPosition, upsertPosition } from './replay-position.ts';

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
  if (booking.bookedFrom === 'rest') {
    // Spares the copies, which are most of what a catch-up brings, the wait for the account's lock.
    const known = await knownExecution(db, accountId, execution.executionId);
    if (known !== undefined) return NOT_BOOKED[known];
  }
  return await inTransaction(db, async (tx) => {
    const { account, order } = await lockOrder(tx, booking);
    if (order === undefined) throw new Error(`account ${accountId} has no order ${clientOrderId} to book on`);
    assertSame(order, execution);
    const { cash, adoptedAt } = account;
    if (cash === null || adoptedAt === null) return { booked: false, reason: 'books-not-adopted' };
    const { place, held, isLatest, filled } = await bookingFacts(tx, order, execution);
    if (place !== undefined) return NOT_BOOKED[place];
    if (isBeyond(order, execution)) return NOT_BOOKED.contradicts;
    const counts = new Date(execution.at) >= adoptedAt;
    const updated = await write(tx, account, order, {
      booking,
      filled,
      cash: counts ? cashAfter(cash, { booked: [execution] }) : undefined,
      moved: counts && isLatest ? { before: held, after: applyExecution(held, execution) } : undefined,
    });
    // Average price and profit depend on the sequence: after an execution that arrives late the fills are gone
    // through again.
    if (counts && !isLatest) {
      await replayPosition(tx, { accountId, symbol: order.symbol, adoptedAt, at: execution.at });
    }
    return { booked: true, order: updated };
  });
}

const NOT_BOOKED = {
  booked: { booked: false, reason: 'known' },
  'taken-back': { booked: false, reason: 'taken-back' },
  contradicts: { booked: false, reason: 'contradicts' },
} as const;

/** All that a booking moves, and what it tells, in one statement. */
async function write(
  tx: Transaction<Database>,
  account: Pick<BrokerAccountRow, 'id' | 'userId'>,
  order: OrderRow,
  to: {
    readonly booking: Booking;
    readonly filled: Filled;
    /** The account's, where it moves. */
    readonly cash: DecimalString | undefined;
    readonly moved:
      | { readonly before: LedgerPosition | undefined; readonly after: LedgerPosition }
      | undefined;
  },
): Promise<OrderRow> {
  const { booking, cash, moved } = to;
  const { execution } = booking;
  const after = orderAfter(order, to.filled, booking);
  const realizedPnl = moved === undefined ? '0' : profit(moved.before, moved.after);
  let parts: QueryCreator<Database> = tx.with('booked', (part) =>
    insertFill(part, account, { ...booking, realizedPnl }),
  );
  if (moved !== undefined) {
    parts = parts.with('held', (part) => upsertPosition(part, account.id, moved.after, execution.at));
  }
  if (cash !== undefined) parts = parts.with('paid', (part) => setCash(part, account.id, cash));
  const change = parts.with('changed', (part) =>
    part
      .updateTable('orders')
      .set({ ...after, updatedAt: touched })
      .where('clientOrderId', '=', order.clientOrderId)
      .returningAll(),
  );
  return await telling(change, fillStory({ ...order, ...after }, booking))
    .selectFrom('changed')
    .selectAll()
    .executeTakeFirstOrThrow();
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

/** The order with one more of its executions booked. */
function orderAfter(order: OrderRow, filled: Filled, { execution, brokerStatus }: Booking) {
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
  return {
    ...after,
    brokerOrderId: order.brokerOrderId ?? execution.brokerOrderId,
    reservedNotional: reservationOf({ ...order, ...after }),
    ...(brokerStatus !== undefined && fromBrokerStatus(brokerStatus) === status ? { brokerStatus } : {}),
    acceptedAt: order.acceptedAt ?? new Date(execution.at),
    terminalAt: order.terminalAt ?? (isTerminal(status) ? new Date(execution.at) : null),
  };
}

/** What a fill tells in the order's history, to the outside, and in the audit log. */
export function fillStory(
  order: Pick<OrderRow, 'clientOrderId' | 'userId' | 'status' | 'filledQty' | 'filledAvgPrice'>,
  { execution, bookedFrom, accountId }: Booking,
): Story {
  const { clientOrderId, userId, status, filledQty, filledAvgPrice } = order;
  const { executionId, qty, price } = execution;
  const data = { ...execution, status, filledQty, filledAvgPrice, bookedFrom };
  return {
    event: { clientOrderId, kind: 'fill', data },
    outbox: { userId, type: 'fill.booked', payload: { ...data, clientOrderId, accountId } },
    audit: {
      userId,
      actor: 'broker',
      action: 'fill.booked',
      target: clientOrderId,
      result: status,
      data: { executionId, qty, price, bookedFrom },
    },
  };
}
