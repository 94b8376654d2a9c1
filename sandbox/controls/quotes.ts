import { Hono } from 'hono';
import { readBody } from '../alpaca-trading/answer.ts';
import type { Exchange } from '../alpaca-trading/exchange.ts';
import type { FieldError } from '../faults/fault.ts';
import { isRecord } from '../server/json-record.ts';
import type { SandboxEntry } from '../state/entry.ts';
import type { Journal } from '../state/journal.ts';
import type { QuotePin } from '../world/world.ts';
import { refuseControl } from './refuse-control.ts';

const FIELDS: ReadonlySet<string> = new Set(['bid', 'ask', 'last', 'bidSize', 'askSize']);

/** /_sandbox/quotes/{symbol}: pins the book for every account, and matches it before it answers. */
export function quoteControls(exchange: Exchange, journal: Journal<SandboxEntry>): Hono {
  const { market, clock } = exchange;
  const routes = new Hono();

  routes.get('/quotes', (c) => c.json(Object.fromEntries(market.pins())));

  routes.put('/quotes/:symbol', async (c) => {
    const asset = market.asset(c.req.param('symbol'));
    if (!asset) return refuseControl(c, { field: 'symbol', problem: 'is not an asset of this world' });
    const pin = readPin(await readBody(c), clock.now());
    if ('problem' in pin) return refuseControl(c, pin);
    journal.append({ type: 'pin', symbol: asset.symbol, pin });
    exchange.pin(asset.symbol, pin);
    await journal.durable();
    return c.json({ symbol: asset.symbol, ...pin });
  });

  routes.delete('/quotes/:symbol', async (c) => {
    const asset = market.asset(c.req.param('symbol'));
    if (!asset) return refuseControl(c, { field: 'symbol', problem: 'is not an asset of this world' });
    if (market.pins().has(asset.symbol)) {
      journal.append({ type: 'unpin', symbol: asset.symbol, at: clock.now() });
      exchange.unpin(asset.symbol);
      await journal.durable();
    }
    return c.body(null, 204);
  });

  return routes;
}

function readPin(body: unknown, pinnedAt: number): QuotePin | FieldError {
  if (!isRecord(body)) return { field: 'body', problem: 'must be a JSON object' };
  const unknown = Object.keys(body).find((field) => !FIELDS.has(field));
  if (unknown !== undefined) return { field: unknown, problem: 'is not a field of a quote' };
  const { bid, ask, last, bidSize, askSize } = body;
  if (!isPrice(bid)) return { field: 'bid', problem: 'must be a positive JSON number' };
  if (!isPrice(ask)) return { field: 'ask', problem: 'must be a positive JSON number' };
  if (!isPrice(last)) return { field: 'last', problem: 'must be a positive JSON number' };
  if (ask < bid) return { field: 'ask', problem: 'must not be below bid' };
  if (!isSize(bidSize)) return { field: 'bidSize', problem: 'must be a JSON number from 0' };
  if (!isSize(askSize)) return { field: 'askSize', problem: 'must be a JSON number from 0' };
  return { bid, ask, last, bidSize, askSize, pinnedAt };
}

function isPrice(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

function isSize(value: unknown): value is number | undefined {
  return value === undefined || (typeof value === 'number' && Number.isFinite(value) && value >= 0);
}
