import { bookExecution, correctFills } from '../../db/queries/books/fills.ts';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import {
  adoptExternalOrder,
  orderByBrokerOrderId,
  orderByClientOrderId,
} from '../../db/queries/orders/orders.ts';
import type { BrokerAccountRow, OrderRow } from '../../db/schema.ts';
import { type DecimalString, decimal } from '../../domain/money.ts';
import { type BrokerOrder, type Bust, isComplex, type TradeUpdate } from '../../domain/order.ts';
import { clientOrderId as readClientOrderId } from '../../domain/ordering/client-order-id.ts';
import { contradictsFills } from '../../domain/reconciling/standing-executions.ts';
import type { BrokerDeps } from '../deps.ts';
import { settleOrder } from './settle-order.ts';

export interface TakenIn {
  readonly order: OrderRow;
  /** The ledger did not know it: somebody placed it elsewhere. */
  readonly adopted: boolean;
  readonly changed: boolean;
}

/**
 * Takes in an order that the broker tells of: adopted if the ledger does not know it, and brought up to what the
 * broker says.
 */
export async function takeInOrder(
  deps: BrokerDeps,
  account: BrokerAccountRow,
  told: BrokerOrder,
): Promise<TakenIn> {
  const known = await findOrder(deps, account, told);
  const before = known ?? (await adopt(deps, account, told));
  const whole = known === undefined ? await withItsLegs(deps, account, told) : told;
  const order = saysNothingNew(before, whole) ? before : await settleOrder(deps, account, before, whole);
  return { order, adopted: known === undefined, changed: known === undefined || isChanged(before, order) };
}

/**
 * Takes in one event of the trade-update stream, with its execution if it has one, or the one that it takes back. That
 * an order was accepted is left to the attempt that is submitting it: its answer says the same.
 */
export async function takeInUpdate(
  deps: BrokerDeps,
  account: BrokerAccountRow,
  update: TradeUpdate,
): Promise<TakenIn> {
  const { order: told, execution, bust } = update;
  const known = await findOrder(deps, account, told);
  if (bust !== undefined) return takeInBust(deps, account, known, { ...update, bust });
  if (execution === undefined) {
    if (known?.status === 'submitting') return { order: known, adopted: false, changed: false };
    return takeInOrder(deps, account, told);
  }
  const before = known ?? (await adopt(deps, account, told));
  const booking = { accountId: account.id, clientOrderId: before.clientOrderId, execution };
  const { brokerStatus } = told;
  const booked = await bookExecution(deps.db, { ...booking, brokerStatus, bookedFrom: 'stream' });
  const current = booked.booked ? booked.order : before;
  const inDoubt = !booked.booked && DOUBTS.has(booked.reason);
  const whole = known === undefined ? await withItsLegs(deps, account, told) : told;
  const order =
    saysNothingNew(current, whole) && !inDoubt
      ? current
      : await settleOrder(deps, account, current, whole, { inDoubt });
  return { order, adopted: known === undefined, changed: known === undefined || isChanged(before, order) };
}

/** Lists and events tell the orders of a group one by one; looked up, the first of them comes with its exits. */
async function withItsLegs(
  { brokerOf }: BrokerDeps,
  account: BrokerAccountRow,
  told: BrokerOrder,
): Promise<BrokerOrder> {
  if (!isComplex(told) || told.legs !== undefined) return told;
  const found = await brokerOf(account).orderByClientOrderId(readClientOrderId(told.clientOrderId));
  return found?.brokerOrderId === told.brokerOrderId ? found : told;
}

/** What the event tells of the order is overtaken, or contradicts what is booked. */
const DOUBTS: ReadonlySet<string> = new Set(['taken-back', 'contradicts']);

/** The event's own word first, which knows its execution even before it is booked; then what the broker lists. */
async function takeInBust(
  deps: BrokerDeps,
  account: BrokerAccountRow,
  known: OrderRow | undefined,
  { order: told, at, bust: { executionId, correctedBy } }: TradeUpdate & { readonly bust: Bust },
): Promise<TakenIn> {
  const before = known ?? (await adopt(deps, account, told));
  const corrected =
    executionId === undefined
      ? undefined
      : await correctFills(deps.db, {
          accountId: account.id,
          clientOrderId: before.clientOrderId,
          takenBack: [{ executionId, correctedBy: correctedBy?.executionId }],
          executions: correctedBy === undefined ? [] : [correctedBy],
          knownFrom: 'stream',
          at,
        });
  const order = await settleOrder(deps, account, corrected ?? before, told, { inDoubt: true });
  return { order, adopted: known === undefined, changed: known === undefined || isChanged(before, order) };
}

function isChanged(before: OrderRow, after: OrderRow): boolean {
  return before.updatedAt.getTime() !== after.updatedAt.getTime();
}

/** What the broker tells is in the ledger already, to the last share: nothing is to be written. */
export function saysNothingNew(row: OrderRow, told: BrokerOrder): boolean {
  return (
    row.brokerOrderId === told.brokerOrderId &&
    row.brokerStatus === told.brokerStatus &&
    row.status === told.status &&
    decimal(row.filledQty).eq(told.filledQty) &&
    !contradictsFills(row, told) &&
    saysNothingNewOfOthers(row, told)
  );
}

/** Of its legs, of what took its place or whose it took, and of the terms that the broker moves. */
function saysNothingNewOfOthers(row: OrderRow, told: BrokerOrder): boolean {
  return (
    told.legs === undefined &&
    (told.replaces === undefined || row.replaces !== null) &&
    (told.replacedBy === undefined || row.replacedBy !== null) &&
    isSame(row.qty, told.qty) &&
    isSame(row.limitPrice, told.limitPrice) &&
    (row.type === 'trailing_stop' && told.stopPrice !== undefined
      ? row.stopPrice === told.stopPrice
      : isSame(row.stopPrice, told.stopPrice))
  );
}

/** A term that the order does not have is not a difference. */
function isSame(ours: DecimalString | null, theirs: DecimalString | undefined): boolean {
  return ours === null || theirs === undefined || decimal(ours).eq(theirs);
}

async function findOrder(
  { db }: BrokerDeps,
  account: BrokerAccountRow,
  told: BrokerOrder,
): Promise<OrderRow | undefined> {
  const byOurId = await orderByClientOrderId(db, told.clientOrderId);
  if (byOurId?.accountId === account.id) return byOurId;
  return orderByBrokerOrderId(db, account.id, told.brokerOrderId);
}

async function adopt({ db }: BrokerDeps, account: BrokerAccountRow, told: BrokerOrder): Promise<OrderRow> {
  return inTransaction(db, (tx) => adoptExternalOrder(tx, { accountId: account.id, order: told }));
}
