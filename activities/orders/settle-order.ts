import { accountById } from '../../db/queries/accounts/broker-accounts.ts';
import { bookExecution } from '../../db/queries/books/fills.ts';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import {
  observeBrokerOrder,
  observeUnchanged,
  orderByBrokerOrderId,
  takeInLegs,
} from '../../db/queries/orders/orders.ts';
import type { BrokerAccountRow, OrderRow } from '../../db/schema.ts';
import { decimal } from '../../domain/money.ts';
import type { BrokerOrder } from '../../domain/order.ts';
import { contradictsFills } from '../../domain/reconciling/standing-executions.ts';
import { recheckFills } from '../books/recheck-fills.ts';
import type { BrokerDeps } from '../deps.ts';
import { executionsOfOrder } from './executions-of-order.ts';

/**
 * Brings one order of the ledger up to what the broker tells of it: first the executions that are not booked, then
 * the status. Where what is told cannot be had by booking more, an execution was taken back or corrected: then, and
 * when it is `inDoubt`, the order's fills are laid beside the broker's. Safe to repeat, and whatever the stream books
 * at the same time is booked once.
 */
export async function settleOrder(
  deps: BrokerDeps,
  account: BrokerAccountRow,
  known: OrderRow,
  told: BrokerOrder,
  { inDoubt = false }: { readonly inDoubt?: boolean } = {},
): Promise<OrderRow> {
  const { clientOrderId } = known;
  let contradicted = inDoubt;
  if (decimal(told.filledQty).gt(known.filledQty)) {
    for (const execution of await executionsOfOrder(deps, account, told)) {
      const booking = { accountId: account.id, clientOrderId, execution, bookedFrom: 'rest' } as const;
      const booked = await bookExecution(deps.db, booking);
      if (!booked.booked && booked.reason === 'contradicts') contradicted = true;
    }
  }
  const word = { order: { ...told, clientOrderId }, at: deps.now() };
  const seen = (await observeUnchanged(deps.db, known, word)) ?? (await observe(deps, account, word));
  const checked =
    contradicted || contradictsFills(seen, told)
      ? await recheckFills(deps, account, clientOrderId, told, { inDoubt: contradicted })
      : undefined;
  if (told.legs !== undefined) await settleLegs(deps, account, seen, told.legs);
  return checked ?? seen;
}

/** The exits with their entry: an entry alone that has ended would look like the end of its group. */
async function observe(
  { db }: BrokerDeps,
  { id: accountId }: BrokerAccountRow,
  word: { readonly order: BrokerOrder; readonly at: Date },
): Promise<OrderRow> {
  const { order } = word;
  return inTransaction(db, async (tx) => {
    const observed = await observeBrokerOrder(tx, { accountId, ...word });
    if (observed === undefined) throw new Error(`order ${order.clientOrderId} left the ledger`);
    if (order.legs !== undefined) await takeInLegs(tx, observed.order, order.legs);
    return observed.order;
  });
}

async function settleLegs(
  deps: BrokerDeps,
  account: BrokerAccountRow,
  parent: OrderRow,
  legs: readonly BrokerOrder[],
): Promise<void> {
  for (const leg of legs) {
    const row = await orderByBrokerOrderId(deps.db, account.id, leg.brokerOrderId);
    if (row === undefined)
      throw new Error(`leg ${leg.brokerOrderId} of ${parent.clientOrderId} left the ledger`);
    await settleOrder(deps, account, row, leg);
  }
}

/** The account of an order that is in the ledger. */
export async function accountOf(deps: BrokerDeps, order: OrderRow): Promise<BrokerAccountRow> {
  const account = await accountById(deps.db, order.accountId);
  if (account === undefined) throw new Error(`order ${order.clientOrderId} names no account`);
  return account;
}
