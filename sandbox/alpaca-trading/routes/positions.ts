import { setTimeout as sleep } from 'node:timers/promises';
import { type Context, Hono } from 'hono';
import { isTrue, refuse, type TradingEnv } from '../answer.ts';
import { exact } from '../decimal.ts';
import type { Exchange } from '../exchange.ts';
import type { Account } from '../ledger/account.ts';
import { cancelOrder } from '../orders/cancellation.ts';
import { closePosition } from '../orders/position-closing.ts';
import { isRefusal, malformedRequest, notFound } from '../refusal.ts';
import { positionJson } from '../wire/position-json.ts';

const CANCEL_WITHIN_MS = 5_000;
const POLL_MS = 5;

/** /v2/positions: list, look up, close one, close all. */
export function positionRoutes(exchange: Exchange, accepted: (orderId: string) => void): Hono<TradingEnv> {
  const { market, clock } = exchange;
  const routes = new Hono<TradingEnv>();
  const symbolOf = (nameOrId: string): string => market.asset(nameOrId)?.symbol ?? nameOrId;

  routes.get('/v2/positions', (c) => {
    const { account } = c.var;
    const rows = [...account.positions].map(([symbol, position]) =>
      positionJson(account, symbol, position, market, clock.now()),
    );
    return c.json(rows);
  });

  routes.get('/v2/positions/:symbol', (c) => {
    const symbol = symbolOf(c.req.param('symbol'));
    const position = c.var.account.positions.get(symbol);
    if (!position) return refuse(c, notFound('position does not exist'));
    return c.json(positionJson(c.var.account, symbol, position, market, clock.now()));
  });

  routes.delete('/v2/positions/:symbol', async (c) => {
    const part = readPart(c);
    if (part === 'invalid')
      return refuse(c, malformedRequest('qty or percentage must be one positive number'));
    const symbol = symbolOf(c.req.param('symbol'));
    const answer = await closePosition(exchange, c.var.account, symbol, part, accepted);
    return isRefusal(answer) ? refuse(c, answer) : c.json(answer);
  });

  routes.delete('/v2/positions', async (c) => {
    const { account } = c.var;
    if (isTrue(c.req.query('cancel_orders'))) await cancelAll(exchange, account);
    const results = [];
    for (const symbol of Array.from(account.positions.keys())) {
      const answer = await closePosition(exchange, account, symbol, undefined, accepted);
      const body = isRefusal(answer)
        ? { code: answer.code, message: answer.message, ...answer.facts }
        : answer;
      results.push({ symbol, status: isRefusal(answer) ? answer.status : 200, body });
    }
    return c.json(results, 207);
  });

  return routes;
}

/** Asks to cancel all open orders, and waits until the exchange has done it or the time is up. */
async function cancelAll(exchange: Exchange, account: Account): Promise<void> {
  for (const order of Array.from(account.openOrders.values())) cancelOrder(exchange, order);
  const deadline = performance.now() + CANCEL_WITHIN_MS;
  while (account.openOrders.size > 0 && performance.now() < deadline) await sleep(POLL_MS);
}

function readPart(c: Context<TradingEnv>): Parameters<typeof closePosition>[3] | 'invalid' {
  const qty = c.req.query('qty');
  const percentage = c.req.query('percentage');
  const value = qty ?? percentage;
  if (value === undefined) return undefined;
  if (qty !== undefined && percentage !== undefined) return 'invalid';
  if (!/^\d{1,15}(\.\d{1,9})?$/.test(value) || !exact(value).greaterThan(0)) return 'invalid';
  if (percentage !== undefined && exact(percentage).greaterThan(100)) return 'invalid';
  return qty === undefined ? { percentage: exact(value) } : { qty: exact(value) };
}
