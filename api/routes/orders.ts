import { createRoute } from '@hono/zod-openapi';
import { ordersOfUser } from '../../db/queries/orders.ts';
import { isTerminal } from '../../domain/order.ts';
import { newApp } from '../api-app.ts';
import { jsonBody, jsonResponse } from '../contract/json-body.ts';
import {
  idempotencyHeaders,
  order,
  orderAnswer,
  orderIdParam,
  orderListQuery,
  orderPage,
  placeOrderBody,
} from '../contract/orders.ts';
import { readOneProblems, readProblems, writeProblems } from '../contract/problem.ts';
import type { ApiDeps } from '../deps.ts';
import { problem } from '../problem-error.ts';
import { recordChange } from '../record-change.ts';
import { cancelOrder } from '../temporal/cancel-order.ts';
import { orderView, workflowStanding } from '../views/order-view.ts';
import { chooseAccount } from './account-choice.ts';
import { idempotencyDigest } from './idempotency-key.ts';
import { chooseOrder } from './order-choice.ts';
import { orderRequestOf } from './order-request.ts';
import { placeManualOrder, placementStatus } from './place-order.ts';

const tags = ['orders'];

const placeRoute = createRoute({
  method: 'post',
  path: '/orders',
  operationId: 'placeOrder',
  summary: 'Places an order by hand, once for its Idempotency-Key',
  description:
    'A refusal is 422 with the refusal’s code; the order’s own fields stand beside, its status as `orderStatus`.',
  tags,
  request: { headers: idempotencyHeaders, body: jsonBody(placeOrderBody) },
  responses: {
    201: jsonResponse(orderAnswer, 'The broker has accepted it.'),
    202: jsonResponse(orderAnswer, 'The outcome is not known yet; repeat the request with the same key.'),
    ...writeProblems,
  },
});

const listRoute = createRoute({
  method: 'get',
  path: '/orders',
  operationId: 'listOrders',
  summary: 'Your orders, newest first',
  tags,
  request: { query: orderListQuery },
  responses: { 200: jsonResponse(orderPage, 'One page.'), ...readProblems },
});

const getRoute = createRoute({
  method: 'get',
  path: '/orders/{id}',
  operationId: 'getOrder',
  summary: 'One order',
  tags,
  request: { params: orderIdParam },
  responses: { 200: jsonResponse(order, 'The order by the ledger.'), ...readOneProblems },
});

const cancelRoute = createRoute({
  method: 'delete',
  path: '/orders/{id}',
  operationId: 'cancelOrder',
  summary: 'Asks the broker to cancel; a fill may still win',
  tags,
  request: { params: orderIdParam },
  responses: { 202: jsonResponse(orderAnswer, 'Cancellation is requested.'), ...writeProblems },
});

export function orderRoutes(deps: ApiDeps) {
  const { db, temporal, temporalTimeoutMs, acknowledgementTimeoutMs } = deps;
  return newApp()
    .openapi(placeRoute, async (c) => {
      const user = c.get('user');
      const keyDigest = idempotencyDigest(c.req.header('idempotency-key'));
      const body = c.req.valid('json');
      const request = orderRequestOf(body);
      const account = await chooseAccount(db, user.id, body.accountId);
      const placed = { userId: user.id, account, keyDigest, request };
      const answer = await placeManualOrder(deps, placed);
      const location = `/v1/orders/${encodeURIComponent(answer.clientOrderId)}`;
      return c.json(orderAnswer.parse(answer), placementStatus(answer), { Location: location });
    })
    .openapi(listRoute, async (c) => {
      const page = await ordersOfUser(db, c.get('user').id, c.req.valid('query'));
      const body = { items: page.items.map(orderView), nextCursor: page.nextCursor };
      return c.json(orderPage.parse(body), 200);
    })
    .openapi(getRoute, async (c) => {
      const row = await chooseOrder(db, c.get('user').id, c.req.valid('param').id);
      return c.json(order.parse(orderView(row)), 200);
    })
    .openapi(cancelRoute, async (c) => {
      const { clientOrderId, status } = await chooseOrder(db, c.get('user').id, c.req.valid('param').id);
      if (isTerminal(status)) throw problem('ORDER_NOT_CANCELABLE', `The order has ended: ${status}.`);
      await recordChange(db, c, { action: 'order.cancel-requested', target: `order:${clientOrderId}` });
      const answer = await cancelOrder(temporal, clientOrderId, {
        acknowledgementMs: acknowledgementTimeoutMs,
        temporalMs: temporalTimeoutMs,
      });
      if (answer === undefined) {
        throw problem('ORDER_NOT_CANCELABLE', 'The order has ended, or nobody here follows it.');
      }
      return c.json(orderAnswer.parse(workflowStanding(answer)), 202);
    });
}
