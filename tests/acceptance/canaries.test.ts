import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataConverterOf } from '../../codec/data-converter.ts';
import { databaseTexts, historyTexts, logTexts, natsTexts, type Searched } from '../support/canaries.ts';
import { type BootedStack, bootStack } from '../support/stack.ts';
import { placeManually } from './manual-order.ts';
import { temporalOf } from './temporal-client.ts';

const canary = (form = 'canary') => `${form}${randomBytes(18).toString('hex')}`;
const codecKey = randomBytes(32);

/** Secrets of the installation. */
const env = {
  TEMPORAL_CODEC_KEY: `test:${codecKey.toString('base64')}`,
  OPENAI_API_KEY: canary('sk-'),
  ANTHROPIC_API_KEY: canary('sk-ant-'),
  VALYU_API_KEY: canary(),
  METRICS_TOKEN: canary(),
};

/** What people send where it does not belong, or where it is wrong. */
const sent = {
  bearer: canary(),
  basic: canary(),
  cookie: canary(),
  apiKeyHeader: canary(),
  brokerHeader: canary(),
  proxyHeader: canary(),
  query: canary(),
  unknownField: canary(),
  wrongType: canary(),
  malformed: canary(),
  keyInPath: canary('af_'),
  providerKeyInPath: canary('sk-'),
};

/** Keys of outside services that an owner has stored. */
const kept = { storedValyuKey: canary(), storedBrokerKey: canary() };

let stack: BootedStack;
const bodies: string[] = [];
beforeAll(async () => {
  stack = await bootStack({ env });
});
afterAll(async () => {
  await stack.stop();
});

/** Sends each of them; the answers are kept. */
async function plant(): Promise<void> {
  const url = stack.stackJson().addresses.api ?? '';
  const own = { authorization: `Bearer ${stack.credentials().apiKey}` };
  const json = { ...own, 'content-type': 'application/json' };
  const calls: readonly (readonly [string, RequestInit])[] = [
    ['/v1/orders', { headers: { authorization: `Bearer ${sent.bearer}` } }],
    ['/v1/orders', { headers: { authorization: `Basic ${sent.basic}` } }],
    ['/v1/orders', { headers: { cookie: `session=${sent.cookie}; other=${sent.cookie}` } }],
    ['/v1/orders', { headers: { 'x-api-key': sent.apiKeyHeader } }],
    ['/v1/orders', { headers: { ...own, 'apca-api-secret-key': sent.brokerHeader } }],
    ['/v1/orders', { headers: { ...own, 'x-proxy-authorization': sent.proxyHeader } }],
    [`/v1/orders?token=${sent.query}`, { headers: own }],
    [
      '/v1/strategies',
      { method: 'POST', headers: json, body: JSON.stringify({ password: sent.unknownField }) },
    ],
    [
      '/v1/orders',
      {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ symbol: 'AAPL', qty: { secret: sent.wrongType } }),
      },
    ],
    ['/v1/strategies', { method: 'POST', headers: json, body: `{"password": "${sent.malformed}"` }],
    [`/v1/orders/${sent.keyInPath}`, { method: 'DELETE', headers: own }],
    [`/v1/orders/${sent.providerKeyInPath}`, { method: 'DELETE', headers: own }],
  ];
  for (const [path, init] of calls) {
    const response = await fetch(`${url}${path}`, init);
    // A path stands in its own answer: whoever sent it has it.
    bodies.push(
      (await response.text())
        .replaceAll(path, '')
        .replaceAll(sent.keyInPath, '')
        .replaceAll(sent.providerKeyInPath, ''),
    );
  }
}

/** Logs the owner in; what the session's cookie carries, without its signature, and all the cookies. */
async function login(): Promise<{ readonly token: string; readonly cookie: string }> {
  const url = stack.stackJson().addresses.api ?? '';
  const { email, password } = stack.credentials();
  const answer = await fetch(`${url}/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  const cookies = answer.headers.getSetCookie();
  const [, token = ''] = /alphaflow-session=([^;.%]{30,})/.exec(cookies.join('\n')) ?? [];
  expect([answer.status, token.length]).toEqual([200, 43]);
  return { token, cookie: cookies.map((line) => line.split(';')[0]).join('; ') };
}

/** Stores them as an owner does, by a session. */
async function store(cookie: string): Promise<void> {
  const url = stack.stackJson().addresses.api ?? '';
  const headers = { 'content-type': 'application/json', cookie };
  for (const wish of [
    { service: 'valyu', secret: kept.storedValyuKey },
    { service: 'alpaca', keyId: 'PKCANARY', secret: kept.storedBrokerKey },
  ]) {
    const asked = { method: 'POST', headers, body: JSON.stringify(wish) };
    const response = await fetch(`${url}/v1/stored-keys`, asked);
    expect(response.status).toBe(201);
    bodies.push(await response.text());
  }
}

test('none of 23 secrets is in a log, a row, a history, an event or the answer to an error', async () => {
  const { apiKey, password } = stack.credentials();
  const { token: sessionToken, cookie } = await login();
  const secrets = {
    ...env,
    ...sent,
    ...kept,
    TEMPORAL_CODEC_KEY: codecKey.toString('base64'),
    postgresPassword: readFileSync(join(stack.home, 'postgres-password'), 'utf8'),
    ownersKey: apiKey,
    ownersPassword: password,
    sessionToken,
  };
  expect(Object.keys(secrets)).toHaveLength(23);
  await plant();
  await store(cookie);
  expect((await placeManually(stack, { type: 'market', qty: '1' })).status).toBe(201);

  const { addresses } = stack.stackJson();
  const { dataConverter } = dataConverterOf([{ name: 'test', bytes: codecKey }]);
  if (dataConverter === undefined) throw new Error('a key makes a converter');
  const client = await temporalOf(stack);
  const histories = await historyTexts(client, dataConverter);
  await client.connection.close();
  const searched: readonly Searched[] = [
    ...(await logTexts(stack.home)),
    ...(await databaseTexts(addresses.postgres ?? '')),
    ...(await natsTexts(addresses.nats ?? '')),
    ...histories.kept,
    ...histories.clear,
    ...bodies.map((text) => ({ place: 'an answer', text })),
    { place: 'the launcher’s output', text: stack.output() },
  ];
  // The search finds what is there.
  const placesWith = (text: string) =>
    searched.filter((one) => one.text.includes(text)).map(({ place }) => place);
  expect(placesWith('AAPL').join()).toMatch(/table orders.*stream ALPHAFLOW.*decrypted/s);
  expect(placesWith('request.refused')).toContain('table audit');
  expect(placesWith('valyu')).toContain('table stored_keys');

  const found = Object.entries(secrets).flatMap(([name, secret]) =>
    placesWith(secret).map((place) => `${name} in ${place}`),
  );
  expect(found).toEqual([]);
  // What Temporal keeps says nothing of what is traded, but for the search attributes.
  const plain = histories.kept.filter(({ text }) =>
    /json\/plain.*decisions|"proposals"|limitPrice/.test(text),
  );
  expect(plain.map(({ place }) => place)).toEqual([]);
  expect(histories.kept.length).toBeGreaterThan(3);
});
