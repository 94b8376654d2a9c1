import type { OrderStatus } from '../../domain/order.ts';
import type { OrderAnswer, OrderInput } from '../../domain/ordering/order-intent.ts';
import { withApproval } from './approval-standing.ts';
import { approveOrderActivity } from './approve-order.ts';
import { type DecideApprovalInput, decideApprovalActivity } from './decide-approval.ts';
import type { ApprovalDeps } from './market-at-approval.ts';
import { groupAnswerOf } from './order-answer-of.ts';
import { type OrderRef, submitOrderActivity } from './submit-order.ts';

/** Approved, and not yet known to be with the broker. One that waits for a person is not among them. */
const TO_SUBMIT: ReadonlySet<OrderStatus> = new Set<OrderStatus>(['approved', 'submitting', 'unknown']);

/**
 * The steps that take an order to the broker. Two steps in one activity where somebody waits for the broker's answer;
 * each asks the ledger first what an earlier attempt has done, so that whatever was cut short goes on where it was.
 */
export function placeOrderActivities(deps: ApprovalDeps) {
  const approval = approveOrderActivity(deps);
  const decision = decideApprovalActivity(deps);
  const submission = submitOrderActivity(deps);
  return {
    /** Risk and the committed intent, and if risk said yes and asks nobody else, the submission. */
    async placeOrder(input: OrderInput): Promise<OrderAnswer> {
      const { order, account } = await approval.approveOrder(input);
      return TO_SUBMIT.has(order.status)
        ? submission.submit(order, account)
        : withApproval(deps, await groupAnswerOf(deps, order));
    },

    /** A person's word and risk's own, and if both said yes, the submission. */
    async decideApproval(input: DecideApprovalInput): Promise<OrderAnswer> {
      const decided = await decision.decideApproval(input);
      return TO_SUBMIT.has(decided.status)
        ? withApproval(deps, await submission.submitOrder(decided))
        : decided;
    },

    submitOrder: (order: OrderRef) => submission.submitOrder(order),
  };
}
