import { accountById } from '../db/queries/broker-accounts.ts';
import { positionsOfAccount } from '../db/queries/fills.ts';
import { ordersListed } from '../db/queries/orders.ts';
import type { BrokerAccountRow } from '../db/schema.ts';
import type { BrokerOrder } from '../domain/order.ts';
import { compareBooks, type Difference } from '../domain/reconcile.ts';
import type { BrokerDeps } from './deps.ts';

export interface BooksCompared {
  readonly differences: readonly Difference[];
  readonly cash: string;
  readonly equity: string;
}

/** Reads both sides' cash and positions, and lays them beside each other with the orders that the broker listed. */
export async function compareWithBroker(
  deps: BrokerDeps,
  account: BrokerAccountRow,
  listed: readonly BrokerOrder[],
): Promise<BooksCompared> {
  const broker = deps.brokerOf(account);
  const [state, positions] = await Promise.all([broker.account(), broker.positions()]);
  const [ledgerAccount, ledgerPositions, ledgerOrders] = await Promise.all([
    accountById(deps.db, account.id),
    positionsOfAccount(deps.db, account.id),
    ordersListed(deps.db, account.id, listed),
  ]);
  if (ledgerAccount === undefined || ledgerAccount.cash === null)
    throw new Error(`account ${account.id} has no books`);
  const ours = new Map(ledgerOrders.map((row) => [row.brokerOrderId, row.clientOrderId]));
  const differences = compareBooks({
    ledger: { orders: ledgerOrders, positions: ledgerPositions, cash: ledgerAccount.cash },
    broker: {
      orders: listed.map((order) => ({
        ...order,
        clientOrderId: ours.get(order.brokerOrderId) ?? order.clientOrderId,
      })),
      positions,
      cash: state.cash,
    },
  });
  return { differences, cash: state.cash, equity: state.equity };
}
