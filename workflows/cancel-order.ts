import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { OrderActivities } from '../activities/orders/order-activities.ts';
import type { CancelOrderInput, OrderAnswer } from './messages.ts';
import { described, ORDER_STEP } from './policies.ts';

const { requestCancel } = proxyActivities<OrderActivities>(ORDER_STEP);

/** Asks for the end of one order that no workflow follows: placed elsewhere, or one whose workflow is gone. */
export async function cancelOrder({ clientOrderId }: CancelOrderInput): Promise<OrderAnswer> {
  const answer = await requestCancel.executeWithOptions(
    described(ORDER_STEP, 'Ask the broker to cancel the order'),
    [{ clientOrderId }],
  );
  setCurrentDetails(`The order is ${answer.status}.`);
  return answer;
}
