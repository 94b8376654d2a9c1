import { z } from '@hono/zod-openapi';
import { ORDER_SIDES, ORDER_STATUSES, ORDER_TYPES, TIMES_IN_FORCE } from '../../domain/order.ts';
import { mayBeLeftOut } from './left-out.ts';
import { pageOf, pageQuery } from './page.ts';
import { decimalText, positiveDecimal, refusal, symbol, timestamp, uuid, visibleId } from './scalars.ts';

/** Known to Alpaca and refused here by name, so that nobody believes that they took effect. */
const notTakenYet = mayBeLeftOut(z.unknown()).openapi({ description: 'Refused: UNSUPPORTED_ORDER.' });

const KNOWN_TYPES = [...ORDER_TYPES, 'trailing_stop'] as const;
const KNOWN_TIMES_IN_FORCE = [...TIMES_IN_FORCE, 'opg', 'cls'] as const;

export const placeOrderBody = z
  .strictObject({
    symbol,
    side: z.enum(ORDER_SIDES),
    type: z.enum(KNOWN_TYPES).openapi({ description: '`trailing_stop` is refused: UNSUPPORTED_ORDER.' }),
    timeInForce: z
      .enum(KNOWN_TIMES_IN_FORCE)
      .openapi({ description: '`opg` and `cls` are refused: UNSUPPORTED_ORDER.' }),
    qty: mayBeLeftOut(positiveDecimal).openapi({ description: 'Shares. Exactly one of qty and notional.' }),
    notional: mayBeLeftOut(positiveDecimal).openapi({ description: 'Dollars.' }),
    limitPrice: mayBeLeftOut(positiveDecimal),
    stopPrice: mayBeLeftOut(positiveDecimal),
    extendedHours: mayBeLeftOut(z.boolean()),
    accountId: mayBeLeftOut(uuid).openapi({ description: 'Needed only with more than one account.' }),
    orderClass: mayBeLeftOut(z.enum(['simple', 'bracket', 'oco', 'oto'])),
    trailPrice: notTakenYet,
    trailPercent: notTakenYet,
    takeProfit: notTakenYet,
    stopLoss: notTakenYet,
  })
  .superRefine((order, context) => {
    const problem = (path: string, message: string) => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    if ((order.qty === undefined) === (order.notional === undefined)) {
      problem('qty', 'exactly one of qty and notional must be given');
    }
    const wantsLimit = order.type === 'limit' || order.type === 'stop_limit';
    const wantsStop = order.type === 'stop' || order.type === 'stop_limit';
    if (wantsLimit !== (order.limitPrice !== undefined)) {
      problem(
        'limitPrice',
        wantsLimit ? `is needed for type ${order.type}` : `does not fit type ${order.type}`,
      );
    }
    if (wantsStop !== (order.stopPrice !== undefined)) {
      problem(
        'stopPrice',
        wantsStop ? `is needed for type ${order.type}` : `does not fit type ${order.type}`,
      );
    }
  })
  .openapi('PlaceOrder', {
    example: { symbol: 'AAPL', side: 'buy', type: 'market', qty: '10', timeInForce: 'day' },
  });
export type PlaceOrderBody = z.infer<typeof placeOrderBody>;

export const idempotencyHeaders = z.looseObject({
  'idempotency-key': mayBeLeftOut(z.string()).openapi({
    description: 'Required. 1 to 255 visible ASCII characters; the same key never makes a second order.',
    example: '5f1c3c9e-rebalance-AAPL',
    param: { name: 'idempotency-key', in: 'header', required: true },
  }),
});

const orderAnswerShape = {
  clientOrderId: z.string().openapi({ example: 'm-1f0c9d' }),
  brokerOrderId: z.string().nullable(),
  status: z.enum(ORDER_STATUSES).openapi({ example: 'filled' }),
  filledQty: decimalText,
  filledAvgPrice: decimalText.nullable(),
  refusal: mayBeLeftOut(refusal),
};

/** How placing and cancelling answer. */
export const orderAnswer = z.strictObject(orderAnswerShape).openapi('OrderAnswer');
export type OrderAnswerBody = z.infer<typeof orderAnswer>;

export const order = z
  .strictObject({
    ...orderAnswerShape,
    accountId: uuid,
    cycleId: z.string().nullable(),
    source: z.enum(['cycle', 'manual', 'external', 'leg']),
    symbol: z.string().openapi({ example: 'AAPL' }),
    side: z.enum(ORDER_SIDES),
    type: z.string().openapi({ example: 'market' }),
    timeInForce: z.string().openapi({ example: 'day' }),
    qty: decimalText.nullable(),
    notional: decimalText.nullable(),
    limitPrice: decimalText.nullable(),
    stopPrice: decimalText.nullable(),
    brokerStatus: z
      .string()
      .nullable()
      .openapi({ example: 'filled', description: 'In the broker’s own words.' }),
    expiresAt: timestamp.openapi({ description: 'Nothing is sent to the broker after this moment.' }),
    submittedAt: timestamp.nullable(),
    acceptedAt: timestamp.nullable(),
    terminalAt: timestamp.nullable(),
    cancelRequestedAt: timestamp.nullable(),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .openapi('Order');
export type OrderBody = z.infer<typeof order>;

export const orderPage = pageOf(order, 'OrderPage');

export const orderIdParam = z.strictObject({
  id: visibleId(200).openapi({ description: 'The client order id, or the broker’s order id.' }),
});

export const orderListQuery = pageQuery.extend({
  status: z
    .enum(['open', 'closed', 'all'])
    .default('all')
    .openapi({ description: '`open` has everything whose end is not known yet.' }),
  symbol: mayBeLeftOut(symbol),
  strategyId: mayBeLeftOut(uuid),
});
