import type { OrderAnswer, OrderInput } from '../domain/order-intent.ts';
import { approveOrderActivity } from './approve-order.ts';
import type { ApprovalDeps } from './market-at-approval.ts';
import { submitOrderActivity } from './submit-order.ts';

/** The steps that take an order to the broker. */
export function placeOrderActivities(deps: ApprovalDeps) {
  const { approveOrder } = approveOrderActivity(deps);
  const { submitOrder } = submitOrderActivity(deps);
  return {
    /**
     * Risk and the committed intent, and if risk said yes the submission. Two steps in one activity, because somebody
     * waits for the broker's answer; each asks the ledger first what an earlier attempt has done, so that whatever was
     * cut short goes on where it was.
     */
    async placeOrder(input: OrderInput): Promise<OrderAnswer> {
      const answer = await approveOrder(input);
      return answer.status === 'refused' ? answer : submitOrder(answer);
    },

    /** Finds out what became of an order, and sends it if it was never sent. */
    submitOrder,
  };
}
