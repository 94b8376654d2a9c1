import {
  legsOf,
  requestCancel as noteCancelRequest,
  orderByClientOrderId,
  replacementUnderWay,
} from '../../db/queries/orders/orders.ts';
import type { BrokerAccountRow, OrderRow } from '../../db/schema.ts';
import { isComplex, isTerminal } from '../../domain/order.ts';
import { clientOrderId as readClientOrderId } from '../../domain/ordering/client-order-id.ts';
import type { OrderAnswer } from '../../domain/ordering/order-intent.ts';
import { hasUnbookedFills } from '../../domain/ordering/order-standing.ts';
import type { BrokerDeps } from '../deps.ts';
import { ledgerOrder } from './ledger-order.ts';
import { groupAnswerOf } from './order-answer-of.ts';
import { accountOf, settleOrder } from './settle-order.ts';
import type { OrderRef } from './submit-order.ts';

/** The broker's words for an order that takes no wish: another is on its way. */
const CHANGING: ReadonlySet<string> = new Set(['pending_cancel', 'pending_replace']);

/** Asks the broker where an order stands, for when the stream has not told. */
export function refreshOrderActivity(deps: BrokerDeps) {
  const lookUp = async (account: BrokerAccountRow, row: OrderRow): Promise<OrderRow> => {
    const id = readClientOrderId(row.clientOrderId);
    const found = await deps.brokerOf(account).orderByClientOrderId(id);
    // The broker may not show a young order yet: that is no news, and no reason to forget it.
    if (found === undefined) return row;
    const settled = await settleOrder(deps, account, row, found);
    await pressOn(account, settled);
    return settled;
  };

  /**
   * Passes the wish to cancel on to the broker, as often as the order is looked at: one that came while the order was
   * giving way to another was not taken.
   */
  const pressOn = async (account: BrokerAccountRow, row: OrderRow): Promise<void> => {
    const { cancelRequestedAt, brokerOrderId, brokerStatus, terminalAt } = row;
    if (cancelRequestedAt === null || brokerOrderId === null || terminalAt !== null) return;
    if (brokerStatus !== null && CHANGING.has(brokerStatus)) return;
    await deps.brokerOf(account).cancel(brokerOrderId);
  };

  const refresh = async ({ clientOrderId }: OrderRef): Promise<OrderAnswer> => {
    const row = await ledgerOrder(deps, clientOrderId);
    const account = await accountOf(deps, row);
    const settled = await lookUp(account, row);
    // The broker rolls up only the exits that stand; one that was replaced or has ended is asked for by itself.
    const legs = isComplex(row) ? await legsOf(deps.db, clientOrderId) : [];
    for (const leg of legs) {
      if (!isTerminal(leg.status) || hasUnbookedFills(leg)) await lookUp(account, leg);
    }
    return groupAnswerOf(deps, settled);
  };

  return {
    refreshOrder: refresh,

    /** Where orders stand by the ledger; one that was never intended is absent. */
    async readOrders({
      clientOrderIds,
    }: {
      readonly clientOrderIds: readonly string[];
    }): Promise<readonly OrderAnswer[]> {
      const rows = await Promise.all(clientOrderIds.map((id) => orderByClientOrderId(deps.db, id)));
      return Promise.all(rows.flatMap((row) => (row === undefined ? [] : [groupAnswerOf(deps, row)])));
    },

    /** Notes the wish, and passes it to the broker if the broker has the order. A fill may still win. */
    async requestCancel({ clientOrderId }: OrderRef): Promise<OrderAnswer> {
      await ledgerOrder(deps, clientOrderId);
      const row = await noteCancelRequest(deps.db, clientOrderId);
      // What is to take its place is not wanted either.
      const successor = await replacementUnderWay(deps.db, clientOrderId);
      if (successor !== undefined) await noteCancelRequest(deps.db, successor.clientOrderId);
      if (row === undefined || row.brokerOrderId === null || row.terminalAt !== null) {
        return groupAnswerOf(deps, row ?? (await ledgerOrder(deps, clientOrderId)));
      }
      const account = await accountOf(deps, row);
      await pressOn(account, row);
      if (successor !== undefined) {
        await pressOn(account, await ledgerOrder(deps, successor.clientOrderId));
      }
      return refresh({ clientOrderId });
    },
  };
}
