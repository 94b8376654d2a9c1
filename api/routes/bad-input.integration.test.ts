import { anything, assert, asyncProperty, constantFrom, json, oneof, string, tuple } from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anAccount, aStrategy } from '../../tests/support/rows.ts';
import { problem } from '../contract/problem.ts';
import { type ApiOnServers, apiOnServers } from '../testing/api-on-servers.ts';
import { aKeyOf } from '../testing/api-under-test.ts';

let api: ApiOnServers;
let key: string;
let strategyId: string;

beforeAll(async () => {
  api = await apiOnServers({ acknowledgementTimeoutMs: 50 });
  const account = await anAccount(api.db);
  key = await aKeyOf(api.db, account.userId);
  strategyId = (await aStrategy(api.db, account)).id;
});
afterAll(() => api?.close());

const WRITES = [
  ['POST', '/v1/strategies'],
  ['PATCH', '/v1/strategies/:id'],
  ['PUT', '/v1/strategies/:id/schedule'],
  ['POST', '/v1/strategies/:id/cycles'],
  ['POST', '/v1/orders'],
  ['PUT', '/v1/trading-state'],
  ['PUT', '/v1/risk/limits'],
] as const;

const READS = [
  '/v1/strategies',
  '/v1/strategies/:id/cycles',
  '/v1/orders',
  '/v1/positions',
  '/v1/account',
  '/v1/trades',
  '/v1/trading-state',
  '/v1/risk/limits',
  '/v1/audit',
] as const;

const FIELDS = [
  'name',
  'kind',
  'parameters',
  'universe',
  'intervalSeconds',
  'paused',
  'asOf',
  'symbol',
  'side',
];
const MORE_FIELDS = ['type', 'qty', 'timeInForce', 'tradingState', 'accountId', '__proto__', 'constructor'];

/** Bodies near the right ones: their field names with values of any kind. */
const nearBody = tuple(
  constantFrom(...FIELDS, ...MORE_FIELDS),
  anything(),
  constantFrom(...FIELDS),
  json(),
).map(
  ([one, value, other, text]) =>
    `{${JSON.stringify(one)}: ${JSON.stringify(value) ?? 'null'}, ${JSON.stringify(other)}: ${text}}`,
);

/** A success, or a problem with a code: everything else is what is wrong. */
async function expectProblem(response: Response, what: string): Promise<void> {
  if (response.status < 400) return;
  const type = response.headers.get('content-type');
  const { code } = problem.parse(await response.json());
  expect({ what, type, code, isFault: response.status >= 500 }).toEqual({
    what,
    type: 'application/problem+json',
    code: expect.stringMatching(/^[A-Z_]+$/),
    isFault: false,
  });
}

describe('bad input', () => {
  test('in a body is refused with a code, whatever it is', async () => {
    await assert(
      asyncProperty(
        constantFrom(...WRITES),
        oneof(nearBody, json(), string({ unit: 'binary' })),
        async ([method, path], rawBody) => {
          const headers = { 'idempotency-key': 'fuzz' };
          const target = path.replace(':id', strategyId);
          const response = await api.call(method, target, { key, rawBody, headers });
          await expectProblem(response, `${method} ${path} ${rawBody}`);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('in an address is refused with a code, whatever it is', async () => {
    const paths = constantFrom('/v1/strategies/', '/v1/orders/', '/v1/cycles/', '/v1/positions/');
    await assert(
      asyncProperty(
        paths,
        constantFrom('GET', 'DELETE'),
        string({ unit: 'binary', minLength: 1 }),
        async (path, method, id) => {
          const target = `${path}${encodeURIComponent(id.toWellFormed())}`;
          await expectProblem(await api.call(method, target, { key }), `${method} ${target}`);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('in a query is refused with a code, whatever it is', async () => {
    const names = constantFrom('limit', 'cursor', 'symbol', 'status', 'strategyId', 'accountId', '__proto__');
    const cursor = json().map((text) => Buffer.from(text).toString('base64url'));
    await assert(
      asyncProperty(
        constantFrom(...READS),
        names,
        oneof(string({ unit: 'binary' }), cursor),
        async (path, name, value) => {
          const query = `${name}=${encodeURIComponent(value.toWellFormed())}`;
          const target = `${path.replace(':id', strategyId)}?${query}`;
          await expectProblem(await api.call('GET', target, { key }), target);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('a moment that no calendar has is refused', async () => {
    for (const asOf of ['2026-02-30T00:00:00Z', '0000-01-01T00:00:00Z', '2026-01-01', 5]) {
      const response = await api.call('POST', `/v1/strategies/${strategyId}/cycles`, { key, body: { asOf } });
      expect(problem.parse(await response.json()).code).toBe('INVALID_REQUEST');
    }
  });
});
