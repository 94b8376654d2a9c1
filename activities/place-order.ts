import type { OrderAnswer, OrderInput } from '../domain/order-intent.ts';
import { approveOrderActivity } from './approve-order.ts';
import type { ApprovalDeps } from './market-at-approval.ts';
import { submitOrderActivity } from './submit-order.ts';

/** The steps that take an order to the broker. */
export function placeOrderActivities(deps: ApprovalDeps) {
  const approval = approveOrderActivity(deps);
  const submission = submitOrderActivity(deps);
  return {
    /**
     * Risk and the committed intent, and if risk said yes the submission. Two steps in one activity, because somebody
     * waits for the broker's answer; each asks the ledger first what an earlier attempt has done, so that whatever was
     * cut short goes on where it was.
     */
    async placeOrder(input: OrderInput): Promise<OrderAnswer> {
      const answer = await approval.approveOrder(input);
      return answer.status === 'refused' ? answer : submission.submitOrder(answer);
    },

    ...submission,
  };
}
