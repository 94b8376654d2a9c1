import { z } from 'zod';
import type { Execution, TradeUpdate } from '../../domain/order.ts';
import { decimalText, timestamp } from '../http/answer-fields.ts';
import { orderAnswer } from './order-answer.ts';

const side = z.enum(['buy', 'sell', 'sell_short']).transform((word) => (word === 'buy' ? 'buy' : 'sell'));

/** One row of `GET /v2/account/activities/FILL`, with the id that pages onwards. */
export const fillActivityAnswer = z
  .looseObject({
    id: z.string().regex(/^\d+::.+$/, 'not a time and an id joined by ::'),
    order_id: z.string().min(1),
    symbol: z.string().min(1),
    side,
    qty: decimalText,
    price: decimalText,
    cum_qty: decimalText,
    transaction_time: timestamp,
  })
  .transform((answer): { readonly pageToken: string; readonly execution: Execution } => ({
    pageToken: answer.id,
    execution: {
      executionId: answer.id.slice(answer.id.indexOf('::') + 2),
      brokerOrderId: answer.order_id,
      symbol: answer.symbol,
      side: answer.side,
      qty: answer.qty,
      price: answer.price,
      cumulativeQty: answer.cum_qty,
      at: answer.transaction_time,
    },
  }));

/** The `data` of one `trade_updates` frame. `qty` and `price` are of the execution, the order's are cumulative. */
export const tradeUpdateAnswer = z
  .looseObject({
    event: z.string().min(1),
    timestamp: timestamp.nullish(),
    order: orderAnswer,
    execution_id: z.string().min(1).nullish(),
    price: decimalText.nullish(),
    qty: decimalText.nullish(),
  })
  .transform((answer, context): TradeUpdate => {
    const { event, order, execution_id: executionId, qty, price } = answer;
    const at = answer.timestamp ?? order.updatedAt;
    if (event !== 'fill' && event !== 'partial_fill') return { event, at, order };
    if (isMissing(executionId) || isMissing(qty) || isMissing(price)) {
      context.addIssue({ code: 'custom', message: 'a fill without execution_id, qty and price' });
      return z.NEVER;
    }
    const { brokerOrderId, symbol, side, filledQty: cumulativeQty } = order;
    return {
      event,
      at,
      order,
      execution: { executionId, brokerOrderId, symbol, side, qty, price, cumulativeQty, at },
    };
  });

function isMissing(value: string | null | undefined): value is null | undefined {
  return value === null || value === undefined;
}
