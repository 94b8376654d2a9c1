import { STATUS_EVENTS } from '../../../domain/events/order-events.ts';
import type { OrderRow } from '../../schema.ts';
import type { Story } from './telling.ts';

/** What a new status tells in the order's history and on the bus. */
export function statusStory(
  order: Pick<
    OrderRow,
    | 'clientOrderId'
    | 'userId'
    | 'accountId'
    | 'symbol'
    | 'side'
    | 'status'
    | 'brokerStatus'
    | 'brokerOrderId'
    | 'filledQty'
  >,
): Story {
  const { clientOrderId, userId, accountId, symbol, side, status, brokerOrderId, filledQty } = order;
  const data = { status, brokerStatus: order.brokerStatus, brokerOrderId };
  return {
    event: { clientOrderId, kind: status, data },
    outbox: {
      userId,
      type: STATUS_EVENTS[status],
      payload: { clientOrderId, accountId, symbol, side, filledQty, ...data },
    },
  };
}
