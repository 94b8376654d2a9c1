import { Hono } from 'hono';
import type { HiddenOrders } from '../../faults/hidden-orders.ts';
import { isTrue, readBody, refuse, type TradingEnv } from '../answer.ts';
import type { Exchange } from '../exchange.ts';
import type { Account } from '../ledger/account.ts';
import { cancelOrder } from '../orders/cancellation.ts';
import type { Order } from '../orders/order.ts';
import { legsOf } from '../orders/order-group.ts';
import { readOrderQuery, selectOrders } from '../orders/order-query.ts';
import { readOrderRequest } from '../orders/read-order-request.ts';
import { replaceOrder } from '../orders/replacement.ts';
import { submitOrder } from '../orders/submission.ts';
import { isRefusal, malformedRequest, notFound } from '../refusal.ts';
import { orderJson } from '../wire/order-json.ts';

/** /v2/orders: place, list, look up, replace, cancel. */
export function orderRoutes(exchange: Exchange, hidden: HiddenOrders): Hono<TradingEnv> {
  const { ledger, bookkeeper } = exchange;
  const routes = new Hono<TradingEnv>();
  const owned = (account: Account, orderId: string): Order | undefined => {
    const order = ledger.order(orderId);
    return order?.ticket.accountId === account.id ? order : undefined;
  };

  const shown = (order: Order, nested: boolean): Record<string, unknown> =>
    orderJson(order, nested ? legsOf(order, ledger) : undefined);

  routes.post('/v2/orders', async (c) => {
    const body = await readBody(c);
    if (body === undefined) return refuse(c, malformedRequest('request body format is invalid'));
    const request = readOrderRequest(body);
    if (isRefusal(request)) return refuse(c, request);
    const answer = await submitOrder(exchange, c.var.account, request, hidden.accepted);
    return isRefusal(answer) ? refuse(c, answer) : c.json(answer);
  });

  routes.get('/v2/orders', (c) => {
    const query = readOrderQuery(c.req.query());
    if (isRefusal(query)) return refuse(c, query);
    const seen = c.var.account.orders.filter((order) => !hidden.hides(order.ticket.id, c.req));
    return c.json(selectOrders(seen, query).map((order) => shown(order, query.nested)));
  });

  routes.delete('/v2/orders', (c) => {
    const open = [...c.var.account.openOrders.values()];
    const results = open.map((order) => ({
      id: order.ticket.id,
      // Alpaca answers 500 for the single order that cannot be canceled.
      status: cancelOrder(exchange, order) ? 500 : 200,
    }));
    return c.json(results, 207);
  });

  routes.get('/v2/orders:by_client_order_id', (c) => {
    const id = c.req.query('client_order_id') ?? '';
    const order = c.var.account.byClientOrderId.get(id);
    if (!order || hidden.hides(order.ticket.id, c.req))
      return refuse(c, notFound(`order not found for ${id}`));
    return c.json(shown(order, isTrue(c.req.query('nested'))));
  });

  routes.get('/v2/orders/:id', (c) => {
    const id = c.req.param('id');
    const order = owned(c.var.account, id);
    if (!order || hidden.hides(id, c.req)) return refuse(c, notFound(`order not found for ${id}`));
    return c.json(shown(order, isTrue(c.req.query('nested'))));
  });

  routes.patch('/v2/orders/:id', async (c) => {
    const order = owned(c.var.account, c.req.param('id'));
    if (!order) return refuse(c, notFound(`order not found for ${c.req.param('id')}`));
    const body = await readBody(c);
    if (body === undefined) return refuse(c, malformedRequest('request body format is invalid'));
    const answer = await replaceOrder(exchange, c.var.account, order, body);
    return isRefusal(answer) ? refuse(c, answer) : c.json(answer);
  });

  routes.delete('/v2/orders/:id', async (c) => {
    const order = owned(c.var.account, c.req.param('id'));
    if (!order) return refuse(c, notFound(`order not found for ${c.req.param('id')}`));
    const refusal = cancelOrder(exchange, order);
    if (refusal) return refuse(c, refusal);
    await bookkeeper.durable();
    return c.body(null, 204);
  });

  return routes;
}
