import { createRoute } from '@hono/zod-openapi';
import { approvalOf, approvalsOf } from '../../../db/queries/orders/order-approvals.ts';
import { legsOf, orderByClientOrderId, ordersOfUser } from '../../../db/queries/orders/orders.ts';
import { manualOrderId } from '../../../domain/ordering/client-order-id.ts';
import { addLogFields } from '../../../telemetry/log-context.ts';
import { newApp } from '../../api-app.ts';
import { idempotencyHeaders } from '../../contract/idempotency.ts';
import { jsonBody, jsonResponse } from '../../contract/json-body.ts';
import {
  orderAnswer,
  orderIdParam,
  orderListQuery,
  orderPage,
  orderWithLegs,
  placeOrderBody,
} from '../../contract/orders.ts';
import { readOneProblems, readProblems, writeProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { orderView } from '../../views/order-view.ts';
import { idempotencyDigest } from '../idempotency-key.ts';
import { chooseAccount } from './account-choice.ts';
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
  responses: { 200: jsonResponse(orderWithLegs, 'The order by the ledger.'), ...readOneProblems },
});

/** Placing and reading orders. */
export function orderRoutes(deps: ApiDeps) {
  const { db } = deps;
  return newApp()
    .openapi(placeRoute, async (c) => {
      const user = c.get('user');
      const keyDigest = idempotencyDigest(c.req.header('idempotency-key'));
      const body = c.req.valid('json');
      const request = orderRequestOf(body);
      const clientOrderId = manualOrderId({ userId: user.id, keyDigest });
      addLogFields({ clientOrderId });
      const [account, known] = await Promise.all([
        chooseAccount(db, user.id, body.accountId),
        orderByClientOrderId(db, clientOrderId),
      ]);
      const answer = await placeManualOrder(deps, {
        account,
        known,
        keyDigest,
        input: { clientOrderId, userId: user.id, request },
        summary: `${request.side} ${request.qty ?? `$${request.notional}`} ${request.symbol}, ${request.type}, by hand`,
      });
      const location = `/v1/orders/${encodeURIComponent(answer.clientOrderId)}`;
      return c.json(orderAnswer.parse(answer), placementStatus(answer), { Location: location });
    })
    .openapi(listRoute, async (c) => {
      const page = await ordersOfUser(db, c.get('user').id, c.req.valid('query'));
      const approvals = await approvalsOf(
        db,
        page.items.filter(({ isAsked }) => isAsked === true),
      );
      const items = page.items.map((row) => orderView(row, approvals.get(row.clientOrderId)));
      const body = { items, nextCursor: page.nextCursor };
      return c.json(orderPage.parse(body), 200);
    })
    .openapi(getRoute, async (c) => {
      const row = await chooseOrder(db, c.get('user').id, c.req.valid('param').id);
      const legs = await legsOf(db, row.clientOrderId);
      const approval = await approvalOf(db, row.clientOrderId);
      const body = { ...orderView(row, approval), legs: legs.map((leg) => orderView(leg, undefined)) };
      return c.json(orderWithLegs.parse(body), 200);
    });
}
