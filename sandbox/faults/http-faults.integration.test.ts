import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { eventually } from '../../tests/support/eventually.ts';
import { type RunningSandbox, startSandbox } from '../../tests/support/sandbox.ts';

let sandbox: RunningSandbox;
let numbers = 0;

beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => sandbox.control.clearFaults());
afterAll(() => sandbox.stop());

const headers = { 'APCA-API-KEY-ID': 'FAULTS' };
const onPost = { system: 'alpaca-trading', method: 'POST', path: '/v2/orders' };

function newId(): string {
  numbers += 1;
  return `fault-${numbers}`;
}

function post(clientOrderId: string, signal?: AbortSignal): Promise<Response> {
  const order = { symbol: 'AAPL', qty: '1', side: 'buy', type: 'market', client_order_id: clientOrderId };
  return fetch(`${sandbox.url}/v2/orders`, {
    method: 'POST',
    headers,
    body: JSON.stringify(order),
    ...(signal && { signal }),
  });
}

function lookUp(clientOrderId: string): Promise<Response> {
  return fetch(`${sandbox.url}/v2/orders:by_client_order_id?client_order_id=${clientOrderId}`, { headers });
}

async function acceptedCount(clientOrderId: string): Promise<number> {
  return (await sandbox.control.orders(clientOrderId)).length;
}

test('status answers in place of the broker, which sees nothing, as often as asked', async () => {
  await sandbox.control.fault({ ...onPost, effect: 'status', status: 503, times: 1 });
  const id = newId();
  expect((await post(id)).status).toBe(503);
  expect(await acceptedCount(id)).toBe(0);
  expect((await post(id)).status).toBe(200);
});

test('accept-then-status takes the order and answers an error', async () => {
  await sandbox.control.fault({ ...onPost, effect: 'accept-then-status', status: 502, times: 1 });
  const id = newId();
  const response = await post(id);
  expect(response.status).toBe(502);
  expect(await response.json()).toEqual({ code: 50200000, message: 'injected fault' });
  expect(await acceptedCount(id)).toBe(1);
});

test('accept-then-drop takes the order and cuts the connection', async () => {
  await sandbox.control.fault({ ...onPost, effect: 'accept-then-drop', times: 1 });
  const id = newId();
  await expect(post(id)).rejects.toThrow('fetch failed');
  expect(await acceptedCount(id)).toBe(1);
  expect((await lookUp(id)).status).toBe(200);
});

test('reset cuts the connection before anything is taken', async () => {
  await sandbox.control.fault({ ...onPost, effect: 'reset', times: 1 });
  const id = newId();
  await expect(post(id)).rejects.toThrow('fetch failed');
  expect(await acceptedCount(id)).toBe(0);
});

test('hang never answers and takes nothing', async () => {
  await sandbox.control.fault({ ...onPost, effect: 'hang', times: 1 });
  const id = newId();
  await expect(post(id, AbortSignal.timeout(150))).rejects.toThrow('timeout');
  expect(await acceptedCount(id)).toBe(0);
});

test('delay answers late', async () => {
  await sandbox.control.fault({ ...onPost, effect: 'delay', ms: 200, times: 1 });
  const before = performance.now();
  expect((await post(newId())).status).toBe(200);
  expect(performance.now() - before).toBeGreaterThanOrEqual(195);
});

test('malformed takes the order and answers half a body', async () => {
  await sandbox.control.fault({ ...onPost, effect: 'malformed', times: 1 });
  const id = newId();
  const response = await post(id);
  expect(response.status).toBe(200);
  await expect(response.json()).rejects.toThrow('JSON');
  expect(await acceptedCount(id)).toBe(1);
});

test('hide-order keeps look-ups from an accepted order for a while', async () => {
  await sandbox.control.fault({ system: 'alpaca-trading', effect: 'hide-order', ms: 300, times: 1 });
  const id = newId();
  expect((await post(id)).status).toBe(200);
  const hidden = await lookUp(id);
  expect(hidden.status).toBe(404);
  expect(await hidden.json()).toMatchObject({ code: 40410000 });
  expect((await post(id)).status).toBe(422);
  await eventually('the order shows', async () => ((await lookUp(id)).status === 200 ? true : undefined));
  expect(await acceptedCount(id)).toBe(1);
});

test('a fault on a path leaves the others alone, and holds until it is deleted', async () => {
  await sandbox.control.fault({
    system: 'alpaca-trading',
    path: '/v2/account',
    effect: 'status',
    status: 500,
  });
  const get = async (path: string) => (await fetch(`${sandbox.url}${path}`, { headers })).status;
  expect([await get('/v2/account'), await get('/v2/account?x=1'), await get('/v2/clock')]).toEqual([
    500, 500, 200,
  ]);
  await sandbox.control.clearFaults();
  expect(await get('/v2/account')).toBe(200);
});

test.each([
  ['system', { effect: 'reset' }],
  ['effect', { system: 'edgar', effect: 'explode' }],
  ['effect', { system: 'edgar', effect: 'drop-socket' }],
  ['effect', { system: 'trade-updates', effect: 'status' }],
  ['status', { system: 'edgar', effect: 'status', status: 99 }],
  ['times', { system: 'edgar', effect: 'reset', times: 0 }],
  ['ms', { system: 'edgar', effect: 'delay' }],
  ['path', { system: 'edgar', effect: 'reset', path: 'no-slash' }],
  ['colour', { system: 'edgar', effect: 'reset', colour: 'red' }],
])('a fault whose %s does not read is refused by that name', async (field, body) => {
  const response = await fetch(`${sandbox.url}/_sandbox/faults`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ field, message: expect.stringContaining(field) });
});
