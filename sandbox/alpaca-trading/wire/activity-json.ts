import { text } from '../decimal.ts';
import type { Execution } from '../ledger/account.ts';
import { stampMs } from '../stamp.ts';
import { newYorkDigits } from './new-york-time.ts';

/** `20220202135509981::<execution id>`: the id that pages through activities. */
export function activityId(execution: Execution): string {
  return `${newYorkDigits(stampMs(execution.at))}::${execution.id}`;
}

/** A FILL activity as Alpaca writes it. */
export function activityJson(execution: Execution): Record<string, unknown> {
  return {
    id: activityId(execution),
    activity_type: 'FILL',
    transaction_time: execution.at,
    type: execution.orderStatus === 'filled' ? 'fill' : 'partial_fill',
    price: text(execution.price),
    qty: text(execution.qty),
    side: execution.side,
    symbol: execution.symbol,
    leaves_qty: text(execution.leavesQty),
    order_id: execution.orderId,
    cum_qty: text(execution.cumulativeQty),
    order_status: execution.orderStatus,
    swap_rate: '1',
  };
}
