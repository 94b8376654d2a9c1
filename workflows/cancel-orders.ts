import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { OrderActivities } from '../activities/orders/order-activities.ts';
import type { CancelOrdersInput, CancelWish } from './messages.ts';
import { described, ORDER_STEP } from './policies.ts';

const { cancelAllOrders, cancelEntries } = proxyActivities<OrderActivities>(ORDER_STEP);

/** Asks for the end of everything that is open on an account, or of its entries alone. Each order's own workflow tells how it ended. */
export async function cancelOrders({ accountId, only }: CancelOrdersInput): Promise<readonly CancelWish[]> {
  if (only === 'entries') {
    const entries = await cancelEntries.executeWithOptions(
      described(ORDER_STEP, 'Ask the broker to cancel every entry; exits stay'),
      [{ accountId }],
    );
    setCurrentDetails(`${entries.length} entries asked to end`);
    return entries;
  }
  const wishes = await cancelAllOrders.executeWithOptions(
    described(ORDER_STEP, 'Ask the broker to cancel every open order'),
    [{ accountId }],
  );
  setCurrentDetails(`${wishes.length} orders asked to end`);
  return wishes;
}
