import { Hono } from 'hono';
import { readBody } from '../alpaca-trading/answer.ts';
import type { Exchange } from '../alpaca-trading/exchange.ts';
import { parentOf } from '../alpaca-trading/orders/order-group.ts';
import { orderJson } from '../alpaca-trading/wire/order-json.ts';
import { readFault } from '../faults/fault.ts';
import type { FaultBoard } from '../faults/fault-board.ts';
import type { RequestCounts } from '../server/request-counts.ts';
import type { SandboxEntry } from '../state/entry.ts';
import type { Journal } from '../state/journal.ts';
import type { SandboxClock } from '../world/clock.ts';
import type { PlantedTexts } from '../world/planted-texts.ts';
import { bustControls } from './busts.ts';
import { clockControls } from './clock.ts';
import { quoteControls } from './quotes.ts';
import { refuseControl } from './refuse-control.ts';
import { textControls } from './texts.ts';

/** /_sandbox/…: what a person or a test does to the world. No key, no rate limit, no faults. */
export function createControls(deps: {
  readonly exchange: Exchange;
  readonly clock: SandboxClock;
  readonly journal: Journal<SandboxEntry>;
  readonly faults: FaultBoard;
  readonly counts: RequestCounts;
  readonly planted: PlantedTexts;
}): Hono {
  const { exchange, clock, journal, faults, counts, planted } = deps;
  const routes = new Hono().basePath('/_sandbox');
  const keepClock = (): Promise<void> => {
    journal.append({ type: 'clock', clock: clock.state() });
    return journal.durable();
  };

  routes.get('/health', (c) =>
    c.json({ status: 'ok', now: new Date(clock.now()).toISOString(), speed: clock.speed() }),
  );
  routes.route('/', clockControls(exchange, clock, keepClock));
  routes.route('/', quoteControls(exchange, journal));
  routes.route('/', bustControls(exchange));
  routes.route('/', textControls(exchange, planted));

  routes.post('/faults', async (c) => {
    const fault = readFault(await readBody(c));
    return 'problem' in fault ? refuseControl(c, fault) : c.json(faults.post(fault), 201);
  });
  routes.get('/faults', (c) => c.json(faults.all()));
  routes.delete('/faults', (c) => {
    faults.clear();
    return c.body(null, 204);
  });

  routes.get('/orders', async (c) => {
    const wanted = c.req.query('client_order_id');
    const rows = exchange.ledger
      .orders()
      .filter((order) => wanted === undefined || order.ticket.clientOrderId === wanted)
      .map((order) => ({
        ...orderJson(order),
        account_id: order.ticket.accountId,
        key_id: exchange.ledger.account(order.ticket.accountId).keyId,
        accepted_at: order.submittedAt,
        parent_id: parentOf(order, exchange.ledger)?.ticket.id ?? null,
      }));
    await journal.durable();
    return c.json(rows);
  });

  routes.get('/requests', (c) => {
    const requests = counts.all();
    return c.json({ total: requests.reduce((sum, { count }) => sum + count, 0), requests });
  });
  routes.delete('/requests', (c) => {
    counts.reset();
    return c.body(null, 204);
  });

  routes.all('*', (c) => c.json({ code: 'not_found', message: `no control at ${c.req.path}` }, 404));
  return routes;
}
