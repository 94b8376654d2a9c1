import {
  allHandlersFinished,
  condition,
  defineUpdate,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { BareOrder, BaselineActivities } from './activities.ts';

const { placeOrder } = proxyActivities<BaselineActivities>({
  startToCloseTimeout: '20s',
  heartbeatTimeout: '5s',
});

/** Answers with the broker's id once the broker has accepted. */
export const placedUpdate = defineUpdate<string>('placed');

/** The least that places an order durably: one activity, whose answer is the update's. */
export async function bareOrder(order: BareOrder): Promise<void> {
  let brokerOrderId = '';
  setHandler(placedUpdate, async () => {
    await condition(() => brokerOrderId !== '');
    return brokerOrderId;
  });
  brokerOrderId = await placeOrder(order);
  await condition(allHandlersFinished);
}
