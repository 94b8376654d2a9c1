import { z } from '@hono/zod-openapi';
import {
  ORDER_CLASSES,
  ORDER_SIDES,
  ORDER_STATUSES,
  ORDER_TYPES,
  TIMES_IN_FORCE,
} from '../../domain/order.ts';
import { mayBeLeftOut } from './left-out.ts';
import { orNull } from './or-null.ts';
import { orderApproval } from './order-approvals.ts';
import { pageOf, pageQuery } from './page.ts';
import {
  clientOrderId,
  decimalText,
  positiveDecimal,
  refusal,
  storedSymbol,
  symbol,
  timestamp,
  uuid,
  visibleId,
} from './scalars.ts';
import { timeSpan } from './time-span.ts';

const takeProfit = z.strictObject({ limitPrice: positiveDecimal }).openapi('TakeProfit');
const stopLoss = z
  .strictObject({ stopPrice: positiveDecimal, limitPrice: mayBeLeftOut(positiveDecimal) })
  .openapi('StopLoss', { description: 'With a limit price it becomes a stop-limit order.' });

export const placeOrderBody = z
  .strictObject({
    symbol,
    side: z.enum(ORDER_SIDES),
    type: z.enum(ORDER_TYPES),
    timeInForce: z.enum(TIMES_IN_FORCE).openapi({
      description: '`opg` is taken until 9:28 and `cls` until 15:50 in New York.',
    }),
    qty: mayBeLeftOut(positiveDecimal).openapi({ description: 'Shares. Exactly one of qty and notional.' }),
    notional: mayBeLeftOut(positiveDecimal).openapi({ description: 'Dollars.' }),
    limitPrice: mayBeLeftOut(positiveDecimal),
    stopPrice: mayBeLeftOut(positiveDecimal),
    extendedHours: mayBeLeftOut(z.boolean()),
    accountId: mayBeLeftOut(uuid).openapi({ description: 'Needed only with more than one account.' }),
    orderClass: mayBeLeftOut(z.enum(ORDER_CLASSES)).openapi({
      description: 'A `bracket` has both exits, an `oto` one; an `oco` is the two exits of what is held.',
    }),
    trailPrice: mayBeLeftOut(positiveDecimal).openapi({ description: 'Dollars, of a trailing stop.' }),
    trailPercent: mayBeLeftOut(positiveDecimal).openapi({ description: 'Percent, of a trailing stop.' }),
    takeProfit: mayBeLeftOut(takeProfit),
    stopLoss: mayBeLeftOut(stopLoss),
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
    // The limit of an OCO is its take-profit's, and may be said there alone.
    const saidElsewhere = order.orderClass === 'oco' && order.takeProfit !== undefined;
    if (wantsLimit !== (order.limitPrice !== undefined) && !(wantsLimit && saidElsewhere)) {
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

export const replaceOrderBody = z
  .strictObject({
    qty: mayBeLeftOut(positiveDecimal).openapi({
      description: 'Shares in all: what the order has filled already counts.',
    }),
    limitPrice: mayBeLeftOut(positiveDecimal),
    stopPrice: mayBeLeftOut(positiveDecimal),
    trail: mayBeLeftOut(positiveDecimal).openapi({
      description: 'Of a trailing stop, in the unit that it has: dollars or percent.',
    }),
    timeInForce: mayBeLeftOut(z.enum(TIMES_IN_FORCE)),
  })
  .refine((changes) => Object.keys(changes).length > 0, 'must change something')
  .openapi('ReplaceOrder', { example: { limitPrice: '231.2' } });

const AT = '2026-03-02T14:30:00.000Z';
const FILLED = { brokerOrderId: '61e69015-8549-4bfd-b9c3-01e75843f47d', filledAvgPrice: '231.25' };

const orderAnswerShape = {
  clientOrderId,
  brokerOrderId: z.string().nullable(),
  status: z.enum(ORDER_STATUSES).openapi({ example: 'filled' }),
  filledQty: decimalText.openapi({ example: '10' }),
  filledAvgPrice: decimalText.nullable(),
  refusal: mayBeLeftOut(refusal),
};

/** How placing and cancelling answer. */
export const orderAnswer = z.strictObject(orderAnswerShape).openapi('OrderAnswer', { example: FILLED });
export type OrderAnswerBody = z.infer<typeof orderAnswer>;

export const order = z
  .strictObject({
    ...orderAnswerShape,
    accountId: uuid,
    cycleId: z.string().nullable(),
    source: z.enum(['cycle', 'manual', 'external', 'leg']),
    symbol: storedSymbol,
    side: z.enum(ORDER_SIDES),
    type: z.string().openapi({ example: 'market' }),
    timeInForce: z.string().openapi({ example: 'day' }),
    qty: decimalText.nullable(),
    notional: decimalText.nullable(),
    limitPrice: decimalText.nullable(),
    stopPrice: decimalText.nullable(),
    trailPrice: decimalText.nullable(),
    trailPercent: decimalText.nullable(),
    extendedHours: z.boolean(),
    orderClass: z.enum(ORDER_CLASSES),
    parentClientOrderId: z
      .string()
      .nullable()
      .openapi({ description: 'Of an exit: the order of its group.' }),
    replaces: z.string().nullable().openapi({ description: 'The order whose place it took.' }),
    replacedBy: z.string().nullable().openapi({ description: 'The order that took its place.' }),
    brokerStatus: z
      .string()
      .nullable()
      .openapi({ example: 'filled', description: 'In the broker’s own words.' }),
    expiresAt: timestamp.openapi({ description: 'Nothing is sent to the broker after this moment.' }),
    submittedAt: timestamp.nullable(),
    acceptedAt: timestamp.nullable(),
    terminalAt: timestamp.nullable(),
    cancelRequestedAt: timestamp.nullable(),
    approval: orNull(orderApproval).openapi({
      description: 'What a person is asked about it; null for an order that waits for nobody.',
    }),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .openapi('Order', {
    example: {
      ...FILLED,
      qty: '10',
      brokerStatus: 'filled',
      expiresAt: '2026-03-02T14:31:00.000Z',
      submittedAt: AT,
      acceptedAt: AT,
      terminalAt: '2026-03-02T14:30:01.250Z',
      updatedAt: '2026-03-02T14:30:01.250Z',
    },
  });
export type OrderBody = z.infer<typeof order>;

/** One order, with the exits of its group. */
export const orderWithLegs = z
  .strictObject({
    ...order.shape,
    legs: z.array(order).openapi({ description: 'Empty unless it is the order of a group.' }),
  })
  .openapi('OrderWithLegs');

export const orderPage = pageOf(order, 'OrderPage');

export const canceledOrders = z
  .strictObject({
    items: z.array(
      z.strictObject({
        accountId: uuid,
        clientOrderId: z
          .string()
          .nullable()
          .openapi({ description: 'Null where the ledger has no such order.' }),
        brokerOrderId: z
          .string()
          .nullable()
          .openapi({ description: 'Null where the broker has it not yet.' }),
        brokerStatus: z
          .int()
          .nullable()
          .openapi({ description: 'The broker’s HTTP status for it.', example: 200 }),
      }),
    ),
  })
  .openapi('CanceledOrders');

export const orderIdParam = z.strictObject({
  id: visibleId(200).openapi({ description: 'The client order id, or the broker’s order id.' }),
});

export const orderListQuery = pageQuery.extend({
  status: z
    .enum(['all', 'open', 'closed', ...ORDER_STATUSES])
    .default('all')
    .openapi({ description: '`open` has everything whose end is not known yet, `closed` the rest.' }),
  symbol: mayBeLeftOut(symbol),
  strategyId: mayBeLeftOut(uuid),
  accountId: mayBeLeftOut(uuid),
  ...timeSpan,
});
