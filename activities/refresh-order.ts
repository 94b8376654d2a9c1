import { legsOf, requestCancel as noteCancelRequest, orderByClientOrderId } from '../db/queries/orders.ts';
import type { BrokerAccountRow, OrderRow } from '../db/schema.ts';
import { clientOrderId as readClientOrderId } from '../domain/client-order-id.ts';
import { isComplex, isTerminal } from '../domain/order.ts';
import type { OrderAnswer } from '../domain/order-intent.ts';
import type { BrokerDeps } from './deps.ts';
import { ledgerOrder } from './ledger-order.ts';
import { groupAnswerOf, hasUnbookedFills } from './order-answer-of.ts';
import { accountOf, settleOrder } from './settle-order.ts';
import type { OrderRef } from './submit-order.ts';

/** Asks the broker where an order stands, for when the stream has not told. */
export function refreshOrderActivity(deps: BrokerDeps) {
  const lookUp = async (account: BrokerAccountRow, row: OrderRow): Promise<OrderRow> => {
    const id = readClientOrderId(row.clientOrderId);
    const found = await deps.brokerOf(account).orderByClientOrderId(id);
    // The broker may not show a young order yet: that is no news, and no reason to forget it.
    return found === undefined ? row : settleOrder(deps, account, row, found);
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
      if (row === undefined || row.brokerOrderId === null || row.terminalAt !== null) {
        return groupAnswerOf(deps, row ?? (await ledgerOrder(deps, clientOrderId)));
      }
      await deps.brokerOf(await accountOf(deps, row)).cancel(row.brokerOrderId);
      return refresh({ clientOrderId });
    },
  };
}
