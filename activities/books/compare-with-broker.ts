import { accountById } from '../../db/queries/accounts/broker-accounts.ts';
import { fillsBookedSince, positionsOfAccount } from '../../db/queries/books/fills.ts';
import { ordersListed } from '../../db/queries/orders/orders.ts';
import type { BrokerAccountRow } from '../../db/schema.ts';
import type { BrokerOrder } from '../../domain/order.ts';
import type { BrokerAccountState, BrokerPosition } from '../../domain/portfolio.ts';
import { standingDifferences } from '../../domain/reconciling/books-in-motion.ts';
import { compareBooks, type Difference } from '../../domain/reconciling/reconcile.ts';
import type { BrokerDeps, LedgerDeps } from '../deps.ts';

/** The broker's side, with our own clock before it was asked for. */
export interface BrokerBooksRead {
  readonly state: BrokerAccountState;
  readonly positions: readonly BrokerPosition[];
  readonly askedAt: Date;
}

/** Executions booked from a little before the broker was asked count as booked while it was read. */
const MARGIN_MS = 5_000;

export async function readBrokerBooks(deps: BrokerDeps, account: BrokerAccountRow): Promise<BrokerBooksRead> {
  const broker = deps.brokerOf(account);
  const askedAt = deps.now();
  const [state, positions] = await Promise.all([broker.account(), broker.positions()]);
  return { state, positions, askedAt };
}

/**
 * Lays the broker's books beside the ledger as it is now, with the orders that the broker listed. The broker's books
 * are to be read before the ledger takes in what happened: what it books in the meantime is then known, and no
 * difference.
 */
export async function compareWithBroker(
  { db }: LedgerDeps,
  account: BrokerAccountRow,
  read: BrokerBooksRead,
  listed: readonly BrokerOrder[],
): Promise<readonly Difference[]> {
  const ledgerOrders = await ordersListed(db, account.id, listed);
  const [ledgerAccount, positions, recent] = await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => [
      await accountById(tx, account.id),
      await positionsOfAccount(tx, account.id),
      await fillsBookedSince(tx, account.id, new Date(read.askedAt.getTime() - MARGIN_MS)),
    ]);
  if (ledgerAccount === undefined || ledgerAccount.cash === null)
    throw new Error(`account ${account.id} has no books`);
  const { cash } = ledgerAccount;
  const ours = new Map(ledgerOrders.map((row) => [row.brokerOrderId, row.clientOrderId]));
  const differences = compareBooks({
    ledger: { orders: ledgerOrders, positions, cash },
    broker: {
      orders: listed.map((order) => ({
        ...order,
        clientOrderId: ours.get(order.brokerOrderId) ?? order.clientOrderId,
      })),
      positions: read.positions,
      cash: read.state.cash,
    },
  });
  const executions = recent.map(({ executedAt, clientOrderId, ...fill }) => ({
    ...fill,
    brokerOrderId: clientOrderId,
    at: executedAt.toISOString(),
  }));
  return standingDifferences(differences, { cash, positions }, executions);
}
