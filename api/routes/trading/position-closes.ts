import { createRoute } from '@hono/zod-openapi';
import { positionsOfAccount, symbolsEverHeld } from '../../../db/queries/books/positions.ts';
import { orderByClientOrderId, ordersByClientOrderIds } from '../../../db/queries/orders/orders.ts';
import type { PositionRow } from '../../../db/schema.ts';
import { decimal, toDecimalString } from '../../../domain/money.ts';
import { closeAllOrderId, manualOrderId } from '../../../domain/ordering/client-order-id.ts';
import type { OrderInput } from '../../../domain/ordering/order-intent.ts';
import { newApp } from '../../api-app.ts';
import { idempotencyHeaders } from '../../contract/idempotency.ts';
import { jsonResponse } from '../../contract/json-body.ts';
import { orderAnswer } from '../../contract/orders.ts';
import {
  closeAllQuery,
  closedPositions,
  closePositionQuery,
  positionParam,
} from '../../contract/positions.ts';
import { writeProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { problem } from '../../problem-error.ts';
import { orderStanding } from '../../views/order-view.ts';
import { idempotencyDigest } from '../idempotency-key.ts';
import { chooseAccount } from './account-choice.ts';
import { placeManualOrder, placementStatus } from './place-order.ts';

const tags = ['portfolio'];

const closeRoute = createRoute({
  method: 'delete',
  path: '/positions/{symbol}',
  operationId: 'closePosition',
  summary: 'Closes a position at market, whole or in part, once for its Idempotency-Key',
  description: 'It is an order like any other: risk looks at it, and its quantity is what is held then.',
  tags,
  request: { params: positionParam, query: closePositionQuery, headers: idempotencyHeaders },
  responses: {
    201: jsonResponse(orderAnswer, 'The broker has accepted the closing order.'),
    202: jsonResponse(orderAnswer, 'The outcome is not known yet; repeat the request with the same key.'),
    ...writeProblems,
  },
});

const closeAllRoute = createRoute({
  method: 'delete',
  path: '/positions',
  operationId: 'closeAllPositions',
  summary: 'Closes every position at market, each once for the Idempotency-Key',
  tags,
  request: { query: closeAllQuery, headers: idempotencyHeaders },
  responses: {
    202: jsonResponse(closedPositions, 'One order for each position, refused ones included.'),
    ...writeProblems,
  },
});

/** Closing what is held. */
export function positionCloseRoutes(deps: ApiDeps) {
  const { db } = deps;
  return newApp()
    .openapi(closeRoute, async (c) => {
      const userId = c.get('user').id;
      const keyDigest = idempotencyDigest(c.req.header('idempotency-key'));
      const { accountId, cancelOrders, ...part } = c.req.valid('query');
      const { symbol } = c.req.valid('param');
      const account = await chooseAccount(db, userId, accountId);
      const clientOrderId = manualOrderId({ userId, keyDigest });
      const [positions, known] = await Promise.all([
        positionsOfAccount(db, account.id),
        orderByClientOrderId(db, clientOrderId),
      ]);
      const held = positions.find((position) => position.symbol === symbol);
      if (held === undefined && known === undefined)
        throw problem('POSITION_NOT_FOUND', `${symbol} is not held.`);
      const close = { ...shortest(part), cancelOrders: cancelOrders === 'true' };
      const input = { clientOrderId, userId, close, request: closing(symbol, held, part.qty) };
      const summary = `close ${symbol}, by hand`;
      const answer = await placeManualOrder(deps, { account, known, keyDigest, input, summary });
      const location = `/v1/orders/${encodeURIComponent(answer.clientOrderId)}`;
      return c.json(orderAnswer.parse(answer), placementStatus(answer), { Location: location });
    })
    .openapi(closeAllRoute, async (c) => {
      const userId = c.get('user').id;
      const keyDigest = idempotencyDigest(c.req.header('idempotency-key'));
      const { accountId, cancelOrders } = c.req.valid('query');
      const account = await chooseAccount(db, userId, accountId);
      const held = await positionsOfAccount(db, account.id);
      const idOf = (symbol: string): string => closeAllOrderId({ userId, keyDigest }, symbol);
      // What an earlier request with this key has closed is no position any more, and is told all the same.
      const made = await ordersByClientOrderIds(db, (await symbolsEverHeld(db, account.id)).map(idOf));
      const placed = new Set(made.map(({ symbol }) => symbol));
      const close = { cancelOrders: cancelOrders === 'true' };
      const items = await Promise.all(
        held
          .filter(({ symbol }) => !placed.has(symbol))
          .map(async (position) => {
            const { symbol } = position;
            const input = { clientOrderId: idOf(symbol), userId, close, request: closing(symbol, position) };
            const summary = `close ${symbol} among all, by hand`;
            const manual = { account, known: undefined, keyDigest, input, summary };
            return { symbol, order: await placeManualOrder(deps, manual) };
          }),
      );
      const told = made.map((row) => ({ symbol: row.symbol, order: orderStanding(row) }));
      return c.json(closedPositions.parse({ items: [...told, ...items] }), 202);
    });
}

/** The close as the ledger has the position now; risk reads it again with the books locked. */
function closing(symbol: string, held: PositionRow | undefined, qty?: string): OrderInput['request'] {
  const size = held === undefined ? undefined : decimal(held.qty);
  return {
    symbol,
    side: size?.isNegative() === true ? 'buy' : 'sell',
    type: 'market',
    timeInForce: 'day',
    ...(size === undefined ? {} : { qty: qty ?? toDecimalString(size.abs()) }),
  };
}

function shortest(part: { readonly qty?: string; readonly percentage?: string }) {
  const { qty, percentage } = part;
  return {
    ...(qty === undefined ? {} : { qty: toDecimalString(decimal(qty)) }),
    ...(percentage === undefined ? {} : { percentage: toDecimalString(decimal(percentage)) }),
  };
}
