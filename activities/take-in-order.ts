import { bookExecution } from '../db/queries/fills.ts';
import { inTransaction } from '../db/queries/in-transaction.ts';
import { adoptExternalOrder, orderByBrokerOrderId, orderByClientOrderId } from '../db/queries/orders.ts';
import type { BrokerAccountRow, OrderRow } from '../db/schema.ts';
import { decimal } from '../domain/money.ts';
import type { BrokerOrder, TradeUpdate } from '../domain/order.ts';
import type { BrokerDeps } from './deps.ts';
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
  const order = saysNothingNew(before, told) ? before : await settleOrder(deps, account, before, told);
  return { order, adopted: known === undefined, changed: known === undefined || isChanged(before, order) };
}

/**
 * Takes in one event of the trade-update stream, with its execution if it has one. That an order was accepted is left
 * to the attempt that is submitting it: its answer says the same.
 */
export async function takeInUpdate(
  deps: BrokerDeps,
  account: BrokerAccountRow,
  { order: told, execution }: TradeUpdate,
): Promise<TakenIn> {
  const known = await findOrder(deps, account, told);
  if (execution === undefined) {
    if (known?.status === 'submitting') return { order: known, adopted: false, changed: false };
    return takeInOrder(deps, account, told);
  }
  const before = known ?? (await adopt(deps, account, told));
  const booking = { accountId: account.id, clientOrderId: before.clientOrderId, execution };
  const { brokerStatus } = told;
  const booked = await bookExecution(deps.db, { ...booking, brokerStatus, bookedFrom: 'stream' });
  const current = booked.booked ? booked.order : before;
  const order = saysNothingNew(current, told) ? current : await settleOrder(deps, account, current, told);
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
    saysNothingNewOfOthers(row, told)
  );
}

/** Of its legs, of what took its place or whose it took, and of the size and stop that the broker moves. */
function saysNothingNewOfOthers(row: OrderRow, told: BrokerOrder): boolean {
  const moves = row.type === 'trailing_stop' && told.stopPrice !== undefined;
  return (
    told.legs === undefined &&
    (told.replaces === undefined || row.replaces !== null) &&
    (told.replacedBy === undefined || row.replacedBy !== null) &&
    (told.qty === undefined || row.qty === null || decimal(row.qty).eq(told.qty)) &&
    (!moves || row.stopPrice === told.stopPrice)
  );
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
