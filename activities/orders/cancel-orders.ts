import { accountById } from '../../db/queries/accounts/broker-accounts.ts';
import { positionQtyOf } from '../../db/queries/books/positions.ts';
import { exposedOrders, orderByClientOrderId, requestCancel } from '../../db/queries/orders/orders.ts';
import { openEntries } from '../../db/queries/orders/stop-entries.ts';
import type { BrokerAccountRow, OrderRow } from '../../db/schema.ts';
import { decimal } from '../../domain/money.ts';
import { isTerminal } from '../../domain/order.ts';
import { clientOrderId as readClientOrderId } from '../../domain/ordering/client-order-id.ts';
import type { CancelWish } from '../../domain/ordering/order-intent.ts';
import type { BrokerDeps, OrderNews } from '../deps.ts';
import { endWaitingOrders } from './end-waiting-orders.ts';
import { settleOrder } from './settle-order.ts';

/** Cancelling more than one order. A cancel is a request: fills may still win, and the stream tells how each ended. */
export function cancelOrdersActivity(deps: BrokerDeps & OrderNews) {
  const { db, brokerOf } = deps;

  const currentAccount = async (accountId: string): Promise<BrokerAccountRow> => {
    const account = await accountById(db, accountId);
    if (account === undefined) throw new Error(`no account ${accountId}`);
    return account;
  };

  const openOrders = async (accountId: string): Promise<readonly OrderRow[]> =>
    (await exposedOrders(db, accountId)).filter(({ status }) => !isTerminal(status));

  /** The wish once, then a look at what became of it. */
  const pressOn = async (account: BrokerAccountRow, row: OrderRow): Promise<void> => {
    const noted = row.cancelRequestedAt === null ? await requestCancel(db, row.clientOrderId) : row;
    if (noted === undefined || noted.brokerOrderId === null) return;
    const broker = brokerOf(account);
    if (row.cancelRequestedAt === null) await broker.cancel(noted.brokerOrderId);
    const found = await broker.orderByClientOrderId(readClientOrderId(row.clientOrderId));
    if (found !== undefined) await settleOrder(deps, account, noted, found);
  };

  return {
    /** Everything open on the account, whoever placed it: noted in the ledger first, so that nothing unsent goes out. */
    async cancelAllOrders({ accountId }: { readonly accountId: string }): Promise<readonly CancelWish[]> {
      const account = await currentAccount(accountId);
      const open = await openOrders(accountId);
      for (const { clientOrderId } of open) await requestCancel(db, clientOrderId);
      await endWaitingOrders(deps, accountId);
      const answers = new Map(
        (await brokerOf(account).cancelAll()).map(({ brokerOrderId, status }) => [brokerOrderId, status]),
      );
      const known = open.map(({ clientOrderId, brokerOrderId }): CancelWish => {
        const brokerStatus = brokerOrderId === null ? undefined : answers.get(brokerOrderId);
        return {
          clientOrderId,
          ...(brokerOrderId === null ? {} : { brokerOrderId }),
          ...(brokerStatus === undefined ? {} : { brokerStatus }),
        };
      });
      const ours = new Set(open.map(({ brokerOrderId }) => brokerOrderId));
      const others = [...answers].filter(([brokerOrderId]) => !ours.has(brokerOrderId));
      return [...known, ...others.map(([brokerOrderId, brokerStatus]) => ({ brokerOrderId, brokerStatus }))];
    },

    /** Every entry that is open on the account, as often as it is asked for: exits stay where they are. */
    async cancelEntries({ accountId }: { readonly accountId: string }): Promise<readonly CancelWish[]> {
      const account = await currentAccount(accountId);
      const broker = brokerOf(account);
      const entries = await openEntries(db, accountId);
      const ids = new Set(entries.map(({ clientOrderId }) => clientOrderId));
      await endWaitingOrders(deps, accountId, ({ clientOrderId }) => ids.has(clientOrderId));
      const wishes: CancelWish[] = [];
      for (const { clientOrderId } of entries) {
        const row = await requestCancel(db, clientOrderId);
        const brokerOrderId = row?.brokerOrderId ?? undefined;
        wishes.push({ clientOrderId, ...(brokerOrderId === undefined ? {} : { brokerOrderId }) });
        if (row === undefined || brokerOrderId === undefined || isTerminal(row.status)) continue;
        await broker.cancel(brokerOrderId);
        const found = await broker.orderByClientOrderId(readClientOrderId(clientOrderId));
        if (found !== undefined) await settleOrder(deps, account, row, found);
      }
      return wishes;
    },

    /**
     * Asks for the end of every order that may still close the position, and tells how many have not ended yet. Once
     * the close `forOrder` is in the ledger there is nothing left to ask for: exits that came later stay.
     */
    async cancelExits({
      accountId,
      symbol,
      forOrder,
    }: {
      readonly accountId: string;
      readonly symbol: string;
      readonly forOrder: string;
    }): Promise<{ readonly open: number }> {
      const account = await currentAccount(accountId);
      if ((await orderByClientOrderId(db, forOrder)) !== undefined) return { open: 0 };
      const held = decimal(await positionQtyOf(db, accountId, symbol));
      if (held.isZero()) return { open: 0 };
      const side = held.isNegative() ? 'buy' : 'sell';
      const isExit = (row: OrderRow): boolean => row.symbol === symbol && row.side === side;
      await endWaitingOrders(deps, accountId, isExit);
      for (const row of (await openOrders(accountId)).filter(isExit)) await pressOn(account, row);
      return { open: (await openOrders(accountId)).filter(isExit).length };
    },
  };
}
