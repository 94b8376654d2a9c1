import { randomUUID } from 'node:crypto';
import { PASSWORD } from '../../api/testing/people.ts';
import { INITIAL_LIMITS } from '../../domain/risk/limits.ts';
import { routeOf } from './matrix.ts';
import { HELD_TO, STRATEGY_HELD_TO, type World } from './world.ts';

export interface AskedFor {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

const DRIFT = { kind: 'drift' } as const;
const LIMITS = { ...INITIAL_LIMITS, ...HELD_TO };
const LOOSER = { ordersPerDayMax: 3 };

/** Bodies of the rows that need one, about the account of `of`. */
const BODIES: Readonly<Record<string, (of: World) => unknown>> = {
  'POST /v1/auth/login': ({ email }) => ({ email, password: PASSWORD }),
  'POST /v1/auth/login/second-factor': () => ({ code: '123456' }),
  'POST /v1/auth/sign-up': () => ({ invitation: 'inv_unknown', displayName: 'Me', password: PASSWORD }),
  'PATCH /v1/auth/me': () => ({ displayName: 'Another name' }),
  'PATCH /v1/users/{id}': () => ({ displayName: 'Another name' }),
  'POST /v1/invitations': ({ userId }) => ({ email: `colleague-of-${userId}@example.test`, role: 'viewer' }),
  'POST /v1/auth/second-factor': () => ({ code: '123456' }),
  'POST /v1/auth/second-factor/setup': () => ({ password: PASSWORD }),
  'POST /v1/auth/second-factor/backup-codes': () => ({ password: PASSWORD }),
  'POST /v1/auth/second-factor/removal': () => ({ password: PASSWORD }),
  'POST /v1/auth/password': () => ({ currentPassword: PASSWORD, newPassword: 'nine brown otters' }),
  'POST /v1/auth/api-keys': () => ({ name: 'mine', scopes: ['read'] }),
  'POST /v1/auth/api-keys/{id}/rotation': () => ({}),
  'POST /v1/stored-keys': ({ accountId }) => ({
    service: 'alpaca',
    keyId: 'PKMATRIX',
    secret: 'a secret of the matrix'.replaceAll(' ', '-'),
    accountId,
  }),
  'POST /v1/stored-keys | of the house': () => ({ service: 'valyu', secret: 'a-secret-of-the-matrix' }),
  'POST /v1/accounts': () => ({ mode: 'sandbox', name: randomUUID() }),
  'POST /v1/accounts | a live one': () => ({
    mode: 'live',
    name: randomUUID(),
    keyId: 'AKMATRIX',
    secret: 'a-secret-of-the-matrix',
  }),
  'PATCH /v1/accounts/{id}': () => ({ name: randomUUID() }),
  'POST /v1/strategies': ({ accountId }) => ({
    name: 'another',
    kind: 'momentum',
    universe: ['AAPL'],
    intervalSeconds: 300,
    accountId,
  }),
  'PATCH /v1/strategies/{id}': () => ({ universe: ['MSFT'] }),
  'PATCH /v1/strategies/{id} | a person is asked less often': () => ({ approvalAboveUsd: null }),
  'PUT /v1/strategies/{id}/schedule': () => ({ paused: true }),
  'PUT /v1/strategies/{id}/risk-limits': () => STRATEGY_HELD_TO,
  'PUT /v1/strategies/{id}/risk-limits | looser': () => HELD_TO,
  'POST /v1/strategies/{id}/cycles': () => ({}),
  'POST /v1/orders': ({ accountId }) => ({
    symbol: 'AAPL',
    side: 'buy',
    type: 'market',
    qty: '1',
    timeInForce: 'day',
    accountId,
  }),
  'PATCH /v1/orders/{id}': () => ({ qty: '6' }),
  'POST /v1/orders/{id}/approval': () => ({ decision: 'approve' }),
  'PUT /v1/trading-state': ({ accountId }) => ({ tradingState: 'reducing', accountId }),
  'PUT /v1/trading-state | trading goes on': ({ accountId }) => ({ tradingState: 'active', accountId }),
  'PUT /v1/risk/limits': ({ accountId }) => ({ ...LIMITS, accountId }),
  'PUT /v1/risk/limits | looser': ({ accountId }) => ({ ...LIMITS, ...LOOSER, accountId }),
  'POST /v1/alert-rules': ({ accountId }) => ({ name: 'Mine', terms: DRIFT, accountId }),
  'PATCH /v1/alert-rules/{id}': () => ({ enabled: false }),
  'POST /v1/alert-channels': () => ({ kind: 'webhook', name: 'mine', target: 'https://example.com/' }),
  'POST /v1/market/backfills': ({ accountId }) => ({
    symbols: ['AAPL'],
    start: '2024-11-01T00:00:00Z',
    accountId,
  }),
  'PUT /v1/jobs/{id}': () => ({ paused: true }),
  'POST /codec/decode': () => ({ payloads: [{ data: 'MQ==' }] }),
};

const BARS = 'symbols=AAPL&timeframe=1Day&start=2024-11-01T00:00:00Z';
/** Beside the account: what a query must hold. */
const QUERIES: Readonly<Record<string, string>> = {
  'GET /v1/market/bars': BARS,
  'GET /v1/market/quotes': 'symbols=AAPL',
  'GET /v1/market/trades': 'symbols=AAPL',
  'GET /v1/market/news': 'symbols=AAPL',
};
const ASK_FOR_ACCOUNT = new Set([
  ...Object.keys(QUERIES),
  'GET /v1/account',
  'GET /v1/positions',
  'GET /v1/positions/{symbol}',
  'DELETE /v1/positions/{symbol}',
  'DELETE /v1/positions',
  'GET /v1/portfolio/history',
  'DELETE /v1/orders',
  'GET /v1/trading-state',
  'GET /v1/risk/limits',
  'GET /v1/risk/latches',
  'DELETE /v1/risk/latches/{code}',
  'GET /v1/market/fused/{symbol}',
]);

/** The request of a row: with the ids of what `of` owns, as `of` would send it. */
export function requestOf(row: string, of: World): AskedFor {
  const route = routeOf(row);
  const [method = '', template = ''] = route.split(' ');
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(idOf(template, name, of)),
  );
  const query = [QUERIES[route], ASK_FOR_ACCOUNT.has(route) ? `accountId=${of.accountId}` : undefined]
    .filter((part) => part !== undefined)
    .join('&');
  const body = BODIES[row]?.(of);
  return { method, path: query === '' ? path : `${path}?${query}`, ...(body === undefined ? {} : { body }) };
}

/** What `{id}` is in addresses that begin so. */
const IDS: Readonly<Record<string, (of: World) => string>> = {
  '/v1/auth/sessions': ({ sessionId }) => sessionId,
  '/v1/auth/api-keys': ({ keyId }) => keyId,
  '/v1/users': ({ userId }) => userId,
  '/v1/invitations': ({ invitationId }) => invitationId,
  '/v1/stored-keys': ({ storedKeyId }) => storedKeyId,
  '/v1/accounts': ({ accountId }) => accountId,
  '/v1/strategies': ({ strategyId }) => strategyId,
  '/v1/cycles': ({ cycleId }) => cycleId,
  '/v1/orders': ({ clientOrderId }) => clientOrderId,
  '/v1/alerts': ({ alertId }) => alertId,
  '/v1/alert-rules': ({ ruleId }) => ruleId,
  '/v1/alert-channels': ({ channelId }) => channelId,
  '/v1/market/backfills': ({ backfillId }) => backfillId,
  '/v1/jobs': () => 'event-retention',
};

function idOf(template: string, name: string, of: World): string {
  if (name === 'symbol') return 'AAPL';
  if (name === 'hash') return of.hash;
  if (name === 'code') return 'DRIFT';
  const id = IDS[template.slice(0, template.indexOf('/{'))]?.(of);
  if (id === undefined)
    throw new Error(`tests/authorization/requests.ts does not know {${name}} of ${template}`);
  return id;
}
