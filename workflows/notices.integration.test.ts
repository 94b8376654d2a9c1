import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { channelTrial, madeAlertChannel } from '../api/contract/alert-channels.ts';
import { alertPage } from '../api/contract/alerts.ts';
import { type ApiUnderTest, aKeyOf, apiUnderTest } from '../api/testing/api-under-test.ts';
import { eventually } from '../tests/support/eventually.ts';
import { openOrderDesk } from '../tests/support/order-desk.ts';
import { buy } from '../tests/support/rows.ts';
import { openTradingFloor, type TradingFloor } from '../tests/support/trading-floor.ts';

let floor: TradingFloor;
let api: ApiUnderTest;
let key: string;
let target: string;
let failures = 0;
const received: { readonly signature: string; readonly body: string }[] = [];
const receiver = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => {
    body += chunk.toString();
  });
  request.on('end', () => {
    failures -= 1;
    if (failures < 0) received.push({ signature: String(request.headers['alphaflow-signature']), body });
    response.writeHead(failures < 0 ? 200 : 500).end();
  });
});

beforeAll(async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  receiver.listen(0, '127.0.0.1', resolve);
  floor = await openTradingFloor();
  await Promise.all([promise, floor.startWorker()]);
  const address = receiver.address();
  target = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/alerts`;
  const { namespace } = floor.client.options;
  api = apiUnderTest({
    db: floor.database.db,
    temporal: { address: inject('temporalAddress'), namespace },
  });
  key = await aKeyOf(floor.database.db, floor.account.userId);
}, 120_000);
afterAll(async () => {
  receiver.close();
  await api.close();
  await floor.close();
});

const make = (body: unknown) => api.call('POST', '/v1/alert-channels', { key, body });

async function tried(id: string) {
  const answer = await api.call('POST', `/v1/alert-channels/${id}/test`, { key });
  return channelTrial.parse(await answer.json());
}

test('a channel is tried by one call, and an alert comes signed, tried again while it is not taken', async () => {
  const made = await make({ kind: 'webhook', name: 'Mine', target, minSeverity: 'info' });
  expect(made.status).toBe(201);
  const { id, signingSecret = '' } = madeAlertChannel.parse(await made.json());
  const shown = await api.call('GET', '/v1/alert-channels', { key });
  expect(await shown.text()).not.toContain(signingSecret);
  expect(await tried(id)).toEqual({ delivered: true });
  const [trial] = received.splice(0);
  const [seconds, digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(trial?.signature ?? '')?.slice(1) ?? [];
  const expected = createHmac('sha256', signingSecret).update(`${seconds}.${trial?.body}`).digest('hex');
  expect(digest).toBe(expected);

  failures = 2;
  const rule = { name: 'Fills', severity: 'info', terms: { kind: 'fill' } };
  expect((await api.call('POST', '/v1/alert-rules', { key, body: rule })).status).toBe(201);
  const desk = await openOrderDesk(floor);
  const { clientOrderId } = await desk.place(buy('AAPL', '2'));
  const [notice] = await eventually(
    'the notice arrives',
    () => (received.length > 0 ? received : undefined),
    30_000,
  );
  expect(JSON.parse(notice?.body ?? '')).toMatchObject({
    what: 'firing',
    title: 'Fills',
    facts: { clientOrderId, symbol: 'AAPL' },
  });
  const sent = await eventually('the notice is marked', async () => {
    const row = await floor.database.db.selectFrom('alertNotices').selectAll().executeTakeFirst();
    return row?.status === 'sent' ? row : undefined;
  });
  expect(sent.attempts).toBe(2);
  expect(received).toHaveLength(1);
}, 60_000);

test('a channel that leads inside is never reached, and says so', async () => {
  const made = await make({ kind: 'webhook', name: 'Inside', target: 'https://169.254.169.254/' });
  const { id } = madeAlertChannel.parse(await made.json());
  expect(await tried(id)).toMatchObject({ delivered: false });
  expect((await api.call('DELETE', `/v1/alert-channels/${id}`, { key })).status).toBe(204);
  expect((await make({ kind: 'email', name: 'Mail', target: 'me@example.test' })).status).toBe(422);
  expect((await make({ kind: 'webhook', name: 'Odd', target: 'nonsense' })).status).toBe(400);
});

test('quiet hours hold a notice back', async () => {
  const { db } = floor.database;
  const quietHours = { from: '00:00', until: '23:59', timeZone: 'UTC' };
  const made = await make({ kind: 'webhook', name: 'Night', target, minSeverity: 'info', quietHours });
  const { id } = madeAlertChannel.parse(await made.json());
  const before = received.length;
  const desk = await openOrderDesk(floor);
  const { clientOrderId } = await desk.place(buy('KO', '1'));
  await eventually('the other channel is told', () => (received.length > before ? true : undefined), 30_000);
  const { items } = alertPage.parse(await (await api.call('GET', '/v1/alerts', { key })).json());
  expect(items.map(({ subject }) => subject)).toContain(clientOrderId);
  const held = await db.selectFrom('alertNotices').selectAll().where('channelId', '=', id).execute();
  expect(held.map(({ status }) => status)).toEqual(['pending']);
  expect(received).toHaveLength(before + 1);
}, 60_000);
