import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alpacaClient } from '../../tests/support/alpaca-client.ts';
import { eventually } from '../../tests/support/eventually.ts';
import { type RunningSandbox, startSandbox } from '../../tests/support/sandbox.ts';
import { answerSchema, shapeErrors } from '../world/open-api-shape.ts';

const CONTRACT = resolve(import.meta.dirname, '../../../shared/contracts/alpaca/trading-api.json');
const KEY = 'CONTRACT';

describe.skipIf(!existsSync(CONTRACT))('answers have the shapes of Alpaca’s own OpenAPI document', () => {
  let sandbox: RunningSandbox;

  beforeAll(async () => {
    sandbox = await startSandbox();
    const { orders } = alpacaClient(sandbox.url, KEY);
    await orders.limit({ symbol: 'AAPL', side: 'buy', qty: 1, limitPrice: 50, clientOrderId: 'rests' });
    const exits = { takeProfit: { limitPrice: 60 }, stopLoss: { stopPrice: 40, limitPrice: 39 } };
    await orders.bracket({ symbol: 'AAPL', side: 'buy', qty: 1, limitPrice: 50, ...exits });
    await orders.trailingStop({ symbol: 'MSFT', side: 'buy', qty: 1, trailPercent: 50 });
    const { id } = await orders.market({ symbol: 'AAPL', side: 'buy', qty: 1 });
    await eventually('a fill', async () => {
      const { status } = await orders.getOrderByOrderID({ orderId: String(id) });
      return status === 'filled' ? true : undefined;
    });
  });
  afterAll(() => sandbox.stop());

  test.each([
    ['/v2/account', ''],
    ['/v2/account/configurations', ''],
    ['/v2/account/portfolio/history', '?period=1D'],
    ['/v2/assets', ''],
    ['/v2/calendar', '?start=2026-01-01&end=2026-03-01'],
    ['/v2/clock', ''],
    ['/v2/orders', '?status=all'],
    ['/v2/orders', '?status=all&nested=true'],
    ['/v2/orders:by_client_order_id', '?client_order_id=rests'],
    ['/v2/positions', ''],
    ['/v3/clock', ''],
  ])('GET %s%s', async (path, query) => {
    const document: unknown = JSON.parse(readFileSync(CONTRACT, 'utf8'));
    const response = await fetch(`${sandbox.url}${path}${query}`, { headers: { 'APCA-API-KEY-ID': KEY } });
    expect(response.status).toBe(200);
    const schema = answerSchema(document, path);
    expect(schema).toBeDefined();
    expect(shapeErrors(document, schema, await response.json())).toEqual([]);
  });

  test('GET /v2/account/activities/FILL', async () => {
    const document: unknown = JSON.parse(readFileSync(CONTRACT, 'utf8'));
    const url = `${sandbox.url}/v2/account/activities/FILL`;
    const rows: unknown = await (await fetch(url, { headers: { 'APCA-API-KEY-ID': KEY } })).json();
    const schema = { type: 'array', items: { $ref: '#/components/schemas/TradingActivities' } };
    expect(rows).toHaveLength(1);
    expect(shapeErrors(document, schema, rows)).toEqual([]);
  });
});
