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

/** The events that tell of an execution, and those that take one back; Alpaca's spec of its activities has the words. */
const FILLS: ReadonlySet<string> = new Set(['fill', 'partial_fill']);
const BUSTS: ReadonlySet<string> = new Set(['trade_bust', 'trade_correct']);

const tradeUpdateShape = z.looseObject({
  event: z.string().min(1),
  timestamp: timestamp.nullish(),
  order: orderAnswer,
  execution_id: z.string().min(1).nullish(),
  previous_execution_id: z.string().min(1).nullish(),
  price: decimalText.nullish(),
  qty: decimalText.nullish(),
});

/**
 * The `data` of one `trade_updates` frame. `qty` and `price` are of the execution, the order's are cumulative. A bust
 * names the execution that it takes back as `previous_execution_id`; of one that does not, the REST API has to tell
 * what stands.
 */
export const tradeUpdateAnswer = tradeUpdateShape.transform((answer, context): TradeUpdate => {
  const { event, order } = answer;
  const at = answer.timestamp ?? order.updatedAt;
  const execution = executionOf(answer, at);
  if (FILLS.has(event)) {
    if (execution !== undefined) return { event, at, order, execution };
    context.addIssue({ code: 'custom', message: 'a fill without execution_id, qty and price' });
    return z.NEVER;
  }
  if (!BUSTS.has(event)) return { event, at, order };
  const { previous_execution_id: executionId } = answer;
  if (isMissing(executionId)) return { event, at, order, bust: {} };
  if (event === 'trade_bust') return { event, at, order, bust: { executionId } };
  return execution === undefined
    ? { event, at, order, bust: {} }
    : { event, at, order, bust: { executionId, correctedBy: execution } };
});

function executionOf(answer: z.output<typeof tradeUpdateShape>, at: string): Execution | undefined {
  const { order, execution_id: executionId, qty, price } = answer;
  if (isMissing(executionId) || isMissing(qty) || isMissing(price)) return undefined;
  const { brokerOrderId, symbol, side, filledQty: cumulativeQty } = order;
  return { executionId, brokerOrderId, symbol, side, qty, price, cumulativeQty, at };
}

function isMissing(value: string | null | undefined): value is null | undefined {
  return value === null || value === undefined;
}
