import { bookExecution } from '../db/queries/fills.ts';
import { inTransaction } from '../db/queries/in-transaction.ts';
import { adoptExternalOrder, orderByBrokerOrderId, orderByClientOrderId } from '../db/queries/orders.ts';
import type { BrokerAccountRow, OrderRow } from '../db/schema.ts';
import type { BrokerOrder, Execution } from '../domain/order.ts';
import type { BrokerDeps } from './deps.ts';
import { settleOrder } from './settle-order.ts';

export interface TakenIn {
  readonly order: OrderRow;
  /** The ledger did not know it: somebody placed it elsewhere. */
  readonly adopted: boolean;
  readonly changed: boolean;
}

/**
 * Takes in an order that the broker tells of, with the execution that came with the news: adopted if the ledger does
 * not know it, booked, and brought up to what the broker says.
 */
export async function takeInOrder(
  deps: BrokerDeps,
  account: BrokerAccountRow,
  told: BrokerOrder,
  news?: Execution,
): Promise<TakenIn> {
  const known = await findOrder(deps, account, told);
  const before = known ?? (await adopt(deps, account, told));
  const { clientOrderId } = before;
  if (news !== undefined) {
    await bookExecution(deps.db, {
      accountId: account.id,
      clientOrderId,
      execution: news,
      bookedFrom: 'stream',
    });
  }
  const current = news === undefined ? before : ((await findOrder(deps, account, told)) ?? before);
  const order = await settleOrder(deps, account, current, told);
  const adopted = known === undefined;
  return { order, adopted, changed: adopted || before.updatedAt.getTime() !== order.updatedAt.getTime() };
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
