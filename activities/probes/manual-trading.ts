import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { ensureProbeUser } from '../../db/queries/probes/probe-rows.ts';
import { decimal } from '../../domain/money.ts';
import { answeredWith, callApi, type Headers, logIn, withProbeLogin } from './api-caller.ts';
import { NotProbed, type ProbeRun, see } from './probe.ts';
import { tradingGround } from './probe-paths.ts';

const POLL_MS = 100;
/** No strategy of the probe's trades it, so no cycle's order stands in the way. */
const SYMBOL = 'AAPL';
const BUY = { symbol: SYMBOL, side: 'buy', type: 'market', timeInForce: 'day', qty: '1' } as const;
const STRATEGY = { kind: 'momentum', universe: [SYMBOL], intervalSeconds: 86_400 } as const;

const made = z.looseObject({ id: z.string() });
const order = z.looseObject({ clientOrderId: z.string(), status: z.string() });
const rows = z.looseObject({ items: z.array(z.looseObject({})) });
const positions = z.looseObject({ items: z.array(z.looseObject({ symbol: z.string(), qty: z.string() })) });

/** Somebody who has logged in. Gives the body of an answer; @throws unless it has this status. */
type Ask = (
  wanted: { readonly method: string; readonly path: string; readonly status: number },
  sent?: { readonly body?: object; readonly headers?: Headers },
) => Promise<unknown>;

/**
 * As a person at the API: logs in, makes a strategy, buys a share, finds it among orders, positions, trades and in the
 * portfolio, sells it, and takes the strategy away again.
 */
export async function tradeByHand(run: ProbeRun): Promise<string> {
  const { id: accountId } = await tradingGround(run);
  const user = await ensureProbeUser(run.deps.db);
  // Asked before the turn is taken: waiting in it for an API that hangs would use up the time of the cycles behind it.
  answeredWith(200, await callApi(run, { method: 'GET', path: '/healthz' }), 'GET /healthz');
  return await run.shared.inTurn(() =>
    withProbeLogin(run, user, async (login) => {
      const cookies = await logIn(run, login);
      const ask: Ask = async ({ method, path, status }, { headers, ...sent } = {}) => {
        const answer = await callApi(run, { method, path, ...sent, headers: { ...cookies, ...headers } });
        if (answer.code === 'MARKET_CLOSED') throw new NotProbed('the market is closed');
        answeredWith(status, answer, `${method} ${path}`);
        return answer.body;
      };
      const strategy = { ...STRATEGY, name: `probe ${run.runId}`, accountId };
      const { id } = made.parse(
        await ask({ method: 'POST', path: '/v1/strategies', status: 201 }, { body: strategy }),
      );
      try {
        return await buyAndSell(run, ask, accountId);
      } finally {
        await ask({ method: 'DELETE', path: `/v1/strategies/${id}`, status: 204 });
      }
    }),
  );
}

async function buyAndSell(run: ProbeRun, ask: Ask, accountId: string): Promise<string> {
  const get = (path: string) => ask({ method: 'GET', path, status: 200 });
  const filled = async (placed: unknown) => {
    const { clientOrderId } = order.parse(placed);
    for (;;) {
      const { status } = order.parse(await get(`/v1/orders/${clientOrderId}`));
      if (status === 'filled') return clientOrderId;
      see(
        ['accepted', 'partially_filled', 'submitting', 'unknown'].includes(status),
        `the order is ${status}`,
      );
      await pause(POLL_MS, undefined, { signal: run.signal });
    }
  };
  const once = (name: string) => ({ headers: { 'idempotency-key': `probe-${name}-${run.runId}` } });
  const buying = { ...once('buy'), body: { ...BUY, accountId } };
  const bought = await filled(await ask({ method: 'POST', path: '/v1/orders', status: 201 }, buying));
  const held = positions.parse(await get('/v1/positions')).items.find(({ symbol }) => symbol === SYMBOL);
  see(held !== undefined && decimal(held.qty).gte(1), `${SYMBOL} is no position`);
  const trades = rows.parse(await get(`/v1/trades?clientOrderId=${bought}`)).items;
  see(trades.length > 0, 'the order has no trade');
  const history = `/v1/portfolio/history?accountId=${accountId}&points=2`;
  see(rows.parse(await get(history)).items.length > 0, 'the portfolio has no history');
  const selling = { method: 'DELETE', path: `/v1/positions/${SYMBOL}?accountId=${accountId}`, status: 201 };
  await filled(await ask(selling, once('sell')));
  return `${SYMBOL} bought, found in position, ${trades.length} trades and portfolio, and sold`;
}
