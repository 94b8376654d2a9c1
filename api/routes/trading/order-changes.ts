import { createHash } from 'node:crypto';
import { createRoute } from '@hono/zod-openapi';
import { orderByClientOrderId } from '../../../db/queries/orders/orders.ts';
import type { OrderRow } from '../../../db/schema.ts';
import { isTerminal, ORDER_TYPES, type OrderRequest, TIMES_IN_FORCE } from '../../../domain/order.ts';
import { replacementOrderId } from '../../../domain/ordering/client-order-id.ts';
import { newApp } from '../../api-app.ts';
import { accountQuery } from '../../contract/accounts.ts';
import { idempotencyHeaders } from '../../contract/idempotency.ts';
import { jsonBody, jsonResponse } from '../../contract/json-body.ts';
import { canceledOrders, orderAnswer, orderIdParam, replaceOrderBody } from '../../contract/orders.ts';
import { writeProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { problem } from '../../problem-error.ts';
import { recordChange } from '../../record-change.ts';
import { cancelOrder } from '../../temporal/cancel-order.ts';
import { cancelOrders } from '../../temporal/cancel-orders.ts';
import { workflowStanding } from '../../views/order-view.ts';
import { idempotencyDigest } from '../idempotency-key.ts';
import { chosenAccounts } from './account-choice.ts';
import { chooseOrder } from './order-choice.ts';
import { orderChangesOf } from './order-request.ts';
import { placeManualOrder, placementStatus } from './place-order.ts';

const tags = ['orders'];

const replaceRoute = createRoute({
  method: 'patch',
  path: '/orders/{id}',
  operationId: 'replaceOrder',
  summary: 'Puts an order with changed terms in the place of an open one, once for its Idempotency-Key',
  description:
    'The answer is the new order’s, with ids of its own. Accepted is not replaced: the old order may fill first, and the new one is then rejected. Together they never trade more than was approved.',
  tags,
  request: { params: orderIdParam, headers: idempotencyHeaders, body: jsonBody(replaceOrderBody) },
  responses: {
    201: jsonResponse(orderAnswer, 'The broker has accepted the replacement.'),
    202: jsonResponse(orderAnswer, 'The outcome is not known yet; repeat the request with the same key.'),
    ...writeProblems,
  },
});

const cancelRoute = createRoute({
  method: 'delete',
  path: '/orders/{id}',
  operationId: 'cancelOrder',
  summary: 'Asks the broker to cancel; a fill may still win',
  description:
    'A group of linked orders ends with any of its orders. An order placed elsewhere can be cancelled like any other.',
  tags,
  request: { params: orderIdParam },
  responses: { 202: jsonResponse(orderAnswer, 'Cancellation is requested.'), ...writeProblems },
});

const cancelAllRoute = createRoute({
  method: 'delete',
  path: '/orders',
  operationId: 'cancelAllOrders',
  summary: 'Asks the broker to cancel everything that is open, whoever placed it',
  description: 'Without accountId on all of your accounts.',
  tags,
  request: { query: accountQuery },
  responses: {
    202: jsonResponse(canceledOrders, 'What was asked to end; fills may still win.'),
    ...writeProblems,
  },
});

/** Changing and ending open orders. */
export function orderChangeRoutes(deps: ApiDeps) {
  const { db, temporal } = deps;
  const timeouts = { acknowledgementMs: deps.acknowledgementTimeoutMs, temporalMs: deps.temporalTimeoutMs };
  return newApp()
    .openapi(replaceRoute, async (c) => {
      const userId = c.get('user').id;
      const keyDigest = idempotencyDigest(c.req.header('idempotency-key'));
      const changes = orderChangesOf(c.req.valid('json'));
      const original = await chooseOrder(db, userId, c.req.valid('param').id);
      const digest = createHash('sha256').update(`${original.clientOrderId}\n${keyDigest}`).digest('hex');
      const clientOrderId = replacementOrderId(digest);
      const [[account], known] = await Promise.all([
        chosenAccounts(db, userId, original.accountId),
        orderByClientOrderId(db, clientOrderId),
      ]);
      const answer = await placeManualOrder(deps, {
        account,
        known,
        keyDigest,
        input: {
          clientOrderId,
          userId,
          request: termsOf(original),
          replaces: { clientOrderId: original.clientOrderId, changes },
        },
        summary: `replace ${original.side} ${original.symbol}, by hand`,
      });
      const location = `/v1/orders/${encodeURIComponent(answer.clientOrderId)}`;
      return c.json(orderAnswer.parse(answer), placementStatus(answer), { Location: location });
    })
    .openapi(cancelRoute, async (c) => {
      const chosen = await chooseOrder(db, c.get('user').id, c.req.valid('param').id);
      const { clientOrderId, status } = chosen;
      if (isTerminal(status)) throw problem('ORDER_NOT_CANCELABLE', `The order has ended: ${status}.`);
      await recordChange(db, c, { action: 'order.cancel-requested', target: `order:${clientOrderId}` });
      const answer = await cancelOrder(temporal, chosen, c.get('requestId'), timeouts);
      if (answer === undefined) throw problem('ORDER_NOT_CANCELABLE', 'The order has ended.');
      return c.json(orderAnswer.parse(workflowStanding(answer)), 202);
    })
    .openapi(cancelAllRoute, async (c) => {
      const accounts = await chosenAccounts(db, c.get('user').id, c.req.valid('query').accountId);
      const items = await Promise.all(
        accounts.map(async ({ id: accountId }) => {
          await recordChange(db, c, { action: 'orders.cancel-requested', target: `account:${accountId}` });
          const wishes = await cancelOrders(temporal, { accountId, requestId: c.get('requestId') }, timeouts);
          return wishes.map(({ clientOrderId = null, brokerOrderId = null, brokerStatus = null }) => ({
            accountId,
            clientOrderId,
            brokerOrderId,
            brokerStatus,
          }));
        }),
      );
      return c.json(canceledOrders.parse({ items: items.flat() }), 202);
    });
}

/** The order as the ledger has it now; risk reads it again with the books locked. */
function termsOf(order: OrderRow): OrderRequest {
  const type = ORDER_TYPES.find((known) => known === order.type);
  const timeInForce = TIMES_IN_FORCE.find((known) => known === order.timeInForce);
  if (type === undefined || timeInForce === undefined || order.qty === null) {
    throw problem(
      'ORDER_NOT_REPLACEABLE',
      'An order in dollars, or of a kind that is not known here, stays.',
    );
  }
  const { symbol, side, qty, limitPrice, stopPrice } = order;
  return {
    symbol,
    side,
    type,
    timeInForce,
    qty,
    ...(limitPrice === null ? {} : { limitPrice }),
    ...(stopPrice === null || type === 'trailing_stop' ? {} : { stopPrice }),
    ...(order.trailPrice === null ? {} : { trailPrice: order.trailPrice }),
    ...(order.trailPercent === null ? {} : { trailPercent: order.trailPercent }),
    ...(order.extendedHours ? { extendedHours: true } : {}),
  };
}
