import type { KeyScope } from '../../domain/identity/capabilities.ts';

/** A status of success, or the code of the problem. */
export type Answer = number | string;

/**
 * What a route answers to whom: the scope that an API key needs (`session`: no key will do; `public`: nothing is asked
 * for), what each role gets for what is their own, and what somebody else gets who asks for it by its ids: a problem,
 * or `own`, an answer that is the asker's own and holds nothing of anybody else, or `house`: people and invitations are
 * every owner's, whoever they are.
 */
type Columns = readonly [
  key: KeyScope | 'session' | 'public',
  viewer: Answer,
  service: Answer,
  trader: Answer,
  owner: Answer,
  somebodyElse: Answer,
  fresh?: 'fresh',
];

const NO = 'ROLE_FORBIDDEN';
/** Let in, and then somebody would have to be there who is not: the matrix is asked without a worker. */
export const LET_IN = 'let in';

/**
 * Every route, and with ` | ` behind it a request that asks for more than the route does. `fresh`: of who has a second
 * factor a code is asked for that was shown within five minutes. Written by hand, not made from the code it judges.
 */
export const MATRIX: Readonly<Record<string, Columns>> = {
  'GET /healthz': ['public', 200, 200, 200, 200, 'own'],
  'GET /readyz': ['public', 200, 200, 200, 200, 'own'],
  'GET /metrics': ['public', 200, 200, 200, 200, 'own'],
  'GET /openapi.json': ['public', 200, 200, 200, 200, 'own'],
  'GET /docs': ['public', 200, 200, 200, 200, 'own'],
  'GET /login': ['public', 200, 200, 200, 200, 'own'],

  'POST /v1/auth/login': ['public', 200, 200, 200, 200, 'own'],
  'POST /v1/auth/login/second-factor': [
    'public',
    'INVALID_CREDENTIALS',
    'INVALID_CREDENTIALS',
    'INVALID_CREDENTIALS',
    'INVALID_CREDENTIALS',
    'INVALID_CREDENTIALS',
  ],
  'POST /v1/auth/sign-up': [
    'public',
    'SIGN_UP_CLOSED',
    'SIGN_UP_CLOSED',
    'SIGN_UP_CLOSED',
    'SIGN_UP_CLOSED',
    'SIGN_UP_CLOSED',
  ],
  'GET /v1/auth/me': ['read', 200, 200, 200, 200, 'own'],
  'PATCH /v1/auth/me': ['session', 200, 200, 200, 200, 'own'],
  'GET /v1/auth/sessions': ['session', 200, 200, 200, 200, 'own'],
  'DELETE /v1/auth/sessions/{id}': ['session', 204, 204, 204, 204, 'SESSION_NOT_FOUND'],
  'DELETE /v1/auth/sessions': ['session', 200, 200, 200, 200, 'own'],
  'POST /v1/auth/logout': ['session', 204, 204, 204, 204, 'own'],
  'POST /v1/auth/second-factor': [
    'session',
    'SECOND_FACTOR_ABSENT',
    'SECOND_FACTOR_ABSENT',
    'SECOND_FACTOR_ABSENT',
    'SECOND_FACTOR_ABSENT',
    'own',
  ],
  'POST /v1/auth/second-factor/setup': ['session', 200, 200, 200, 200, 'own', 'fresh'],
  'POST /v1/auth/second-factor/backup-codes': [
    'session',
    'SECOND_FACTOR_ABSENT',
    'SECOND_FACTOR_ABSENT',
    'SECOND_FACTOR_ABSENT',
    'SECOND_FACTOR_ABSENT',
    'own',
    'fresh',
  ],
  'POST /v1/auth/second-factor/removal': [
    'session',
    'SECOND_FACTOR_ABSENT',
    'SECOND_FACTOR_ABSENT',
    'SECOND_FACTOR_ABSENT',
    'SECOND_FACTOR_ABSENT',
    'own',
    'fresh',
  ],
  'POST /v1/auth/password': ['session', 200, 200, 200, 200, 'own'],
  'GET /v1/auth/api-keys': ['session', 200, 200, 200, 200, 'own'],
  'POST /v1/auth/api-keys': ['session', 201, 201, 201, 201, 'own', 'fresh'],
  'POST /v1/auth/api-keys/{id}/rotation': ['session', 201, 201, 201, 201, 'API_KEY_NOT_FOUND', 'fresh'],
  'DELETE /v1/auth/api-keys/{id}': ['session', 204, 204, 204, 204, 'API_KEY_NOT_FOUND'],

  'GET /v1/users': ['session', NO, NO, NO, 200, 'house'],
  'GET /v1/users/{id}': ['session', NO, NO, NO, 200, 'house'],
  'PATCH /v1/users/{id}': ['session', NO, NO, NO, 200, 'house', 'fresh'],
  'GET /v1/invitations': ['session', NO, NO, NO, 200, 'house'],
  'POST /v1/invitations': ['session', NO, NO, NO, 201, 'house', 'fresh'],
  'DELETE /v1/invitations/{id}': ['session', NO, NO, NO, 204, 'house', 'fresh'],

  'GET /v1/stored-keys': ['session', NO, NO, 200, 200, 'own'],
  'DELETE /v1/stored-keys/{id}': ['session', NO, NO, 204, 204, 'STORED_KEY_NOT_FOUND', 'fresh'],
  'POST /v1/stored-keys': ['session', NO, NO, 201, 201, 'ACCOUNT_NOT_FOUND', 'fresh'],
  'POST /v1/stored-keys | of the house': [
    'session',
    NO,
    NO,
    NO,
    'KEY_SERVICE_NOT_SET_UP',
    'KEY_SERVICE_NOT_SET_UP',
    'fresh',
  ],

  'GET /v1/accounts': ['read', 200, 200, 200, 200, 'own'],
  'POST /v1/accounts': ['accounts:write', NO, NO, 201, 201, 'own'],
  'POST /v1/accounts | a live one': [
    'session',
    NO,
    NO,
    'LIVE_TRADING_NOT_CONFIRMED',
    'LIVE_TRADING_NOT_CONFIRMED',
    'LIVE_TRADING_NOT_CONFIRMED',
    'fresh',
  ],
  'PATCH /v1/accounts/{id}': ['accounts:write', NO, NO, 200, 200, 'ACCOUNT_NOT_FOUND'],
  'GET /v1/account': ['read', 200, 200, 200, 200, 'ACCOUNT_NOT_FOUND'],
  'GET /v1/positions': ['read', 200, 200, 200, 200, 'ACCOUNT_NOT_FOUND'],
  'GET /v1/positions/{symbol}': ['read', 200, 200, 200, 200, 'ACCOUNT_NOT_FOUND'],
  'DELETE /v1/positions/{symbol}': ['trade', NO, LET_IN, LET_IN, LET_IN, 'ACCOUNT_NOT_FOUND'],
  'DELETE /v1/positions': ['trade', NO, LET_IN, LET_IN, LET_IN, 'ACCOUNT_NOT_FOUND'],
  'GET /v1/trades': ['read', 200, 200, 200, 200, 'own'],
  'GET /v1/portfolio/history': ['read', 200, 200, 200, 200, 'ACCOUNT_NOT_FOUND'],

  'GET /v1/strategies': ['read', 200, 200, 200, 200, 'own'],
  'POST /v1/strategies': ['strategies:write', NO, 201, 201, 201, 'ACCOUNT_NOT_FOUND'],
  'GET /v1/strategies/{id}': ['read', 200, 200, 200, 200, 'STRATEGY_NOT_FOUND'],
  'PATCH /v1/strategies/{id}': ['strategies:write', NO, 200, 200, 200, 'STRATEGY_NOT_FOUND'],
  'PATCH /v1/strategies/{id} | a person is asked less often': [
    'risk:loosen',
    NO,
    NO,
    200,
    200,
    'STRATEGY_NOT_FOUND',
    'fresh',
  ],
  'DELETE /v1/strategies/{id}': ['strategies:write', NO, 204, 204, 204, 'STRATEGY_NOT_FOUND'],
  'GET /v1/strategies/{id}/schedule': ['read', 200, 200, 200, 200, 'STRATEGY_NOT_FOUND'],
  'PUT /v1/strategies/{id}/schedule': ['strategies:write', NO, 200, 200, 200, 'STRATEGY_NOT_FOUND'],
  'GET /v1/strategies/{id}/risk-limits': ['read', 200, 200, 200, 200, 'STRATEGY_NOT_FOUND'],
  'PUT /v1/strategies/{id}/risk-limits': ['strategies:write', NO, 200, 200, 200, 'STRATEGY_NOT_FOUND'],
  'PUT /v1/strategies/{id}/risk-limits | looser': [
    'risk:loosen',
    NO,
    NO,
    200,
    200,
    'STRATEGY_NOT_FOUND',
    'fresh',
  ],
  'GET /v1/strategies/{id}/memory': ['read', 200, 200, 200, 200, 'STRATEGY_NOT_FOUND'],
  'GET /v1/strategies/{id}/performance': ['read', 200, 200, 200, 200, 'STRATEGY_NOT_FOUND'],
  'GET /v1/strategies/{id}/cycles': ['read', 200, 200, 200, 200, 'STRATEGY_NOT_FOUND'],
  'POST /v1/strategies/{id}/cycles': ['strategies:write', NO, 202, 202, 202, 'STRATEGY_NOT_FOUND'],
  'GET /v1/cycles/{id}': ['read', 200, 200, 200, 200, 'CYCLE_NOT_FOUND'],
  'GET /v1/cycles/{id}/evidence': ['read', 200, 200, 200, 200, 'CYCLE_NOT_FOUND'],
  'GET /v1/cycles/{id}/deliberation': ['read', 200, 200, 200, 200, 'DELIBERATION_NOT_FOUND'],
  'GET /v1/evidence/{hash}': ['read', 200, 200, 200, 200, 'EVIDENCE_NOT_FOUND'],
  'GET /v1/evidence/{hash}/canonical': ['read', 200, 200, 200, 200, 'EVIDENCE_NOT_FOUND'],

  'GET /v1/orders': ['read', 200, 200, 200, 200, 'own'],
  'POST /v1/orders': ['trade', NO, LET_IN, LET_IN, LET_IN, 'ACCOUNT_NOT_FOUND'],
  'DELETE /v1/orders': ['trade', NO, LET_IN, LET_IN, LET_IN, 'ACCOUNT_NOT_FOUND'],
  'GET /v1/orders/{id}': ['read', 200, 200, 200, 200, 'ORDER_NOT_FOUND'],
  'PATCH /v1/orders/{id}': ['trade', NO, LET_IN, LET_IN, LET_IN, 'ORDER_NOT_FOUND'],
  'DELETE /v1/orders/{id}': ['trade', NO, LET_IN, LET_IN, LET_IN, 'ORDER_NOT_FOUND'],
  'POST /v1/orders/{id}/approval': [
    'approvals:decide',
    NO,
    NO,
    'APPROVAL_NOT_OPEN',
    'APPROVAL_NOT_OPEN',
    'ORDER_NOT_FOUND',
    'fresh',
  ],

  'GET /v1/trading-state': ['read', 200, 200, 200, 200, 'ACCOUNT_NOT_FOUND'],
  'PUT /v1/trading-state': ['trading:stop', NO, 200, 200, 200, 'ACCOUNT_NOT_FOUND'],
  'PUT /v1/trading-state | trading goes on': ['risk:loosen', NO, NO, 200, 200, 'ACCOUNT_NOT_FOUND', 'fresh'],
  'GET /v1/risk/limits': ['read', 200, 200, 200, 200, 'ACCOUNT_NOT_FOUND'],
  'PUT /v1/risk/limits': ['risk:write', NO, 200, 200, 200, 'ACCOUNT_NOT_FOUND'],
  'PUT /v1/risk/limits | looser': ['risk:loosen', NO, NO, 200, 200, 'ACCOUNT_NOT_FOUND', 'fresh'],
  'GET /v1/risk/latches': ['read', 200, 200, 200, 200, 'ACCOUNT_NOT_FOUND'],
  'DELETE /v1/risk/latches/{code}': ['risk:loosen', NO, NO, 200, 200, 'ACCOUNT_NOT_FOUND', 'fresh'],

  'GET /v1/alerts': ['read', 200, 200, 200, 200, 'own'],
  'GET /v1/alerts/{id}': ['read', 200, 200, 200, 200, 'ALERT_NOT_FOUND'],
  'POST /v1/alerts/{id}/acknowledgement': ['alerts:write', NO, 200, 200, 200, 'ALERT_NOT_FOUND'],
  'GET /v1/alert-rules': ['read', 200, 200, 200, 200, 'own'],
  'POST /v1/alert-rules': ['alerts:write', NO, 201, 201, 201, 'ACCOUNT_NOT_FOUND'],
  'GET /v1/alert-rules/{id}': ['read', 200, 200, 200, 200, 'ALERT_RULE_NOT_FOUND'],
  'PATCH /v1/alert-rules/{id}': ['alerts:write', NO, 200, 200, 200, 'ALERT_RULE_NOT_FOUND'],
  'DELETE /v1/alert-rules/{id}': ['alerts:write', NO, 204, 204, 204, 'ALERT_RULE_NOT_FOUND'],
  'GET /v1/alert-channels': ['read', 200, 200, 200, 200, 'own'],
  'POST /v1/alert-channels': ['alerts:write', NO, 201, 201, 201, 'own'],
  'POST /v1/alert-channels/{id}/test': [
    'alerts:write',
    NO,
    LET_IN,
    LET_IN,
    LET_IN,
    'ALERT_CHANNEL_NOT_FOUND',
  ],
  'DELETE /v1/alert-channels/{id}': ['alerts:write', NO, 204, 204, 204, 'ALERT_CHANNEL_NOT_FOUND'],

  'GET /v1/events': [
    'read',
    'EVENTS_UNAVAILABLE',
    'EVENTS_UNAVAILABLE',
    'EVENTS_UNAVAILABLE',
    'EVENTS_UNAVAILABLE',
    'own',
  ],
  'GET /v1/audit': ['audit:read', 200, 200, 200, 200, 'own'],
  'GET /v1/audit/export': ['audit:read', 200, 200, 200, 200, 'own'],

  'GET /v1/market/bars': ['read', LET_IN, LET_IN, LET_IN, LET_IN, 'ACCOUNT_NOT_FOUND'],
  'GET /v1/market/quotes': ['read', LET_IN, LET_IN, LET_IN, LET_IN, 'ACCOUNT_NOT_FOUND'],
  'GET /v1/market/trades': ['read', LET_IN, LET_IN, LET_IN, LET_IN, 'ACCOUNT_NOT_FOUND'],
  'GET /v1/market/news': ['read', LET_IN, LET_IN, LET_IN, LET_IN, 'ACCOUNT_NOT_FOUND'],
  'GET /v1/market/fused/{symbol}': ['read', LET_IN, LET_IN, LET_IN, LET_IN, 'ACCOUNT_NOT_FOUND'],
  'POST /v1/market/backfills': ['market:ask', NO, 202, 202, 202, 'ACCOUNT_NOT_FOUND'],
  'GET /v1/market/backfills/{id}': ['read', 200, 200, 200, 200, 'ACCOUNT_NOT_FOUND'],

  'GET /v1/integrations': ['read', 200, 200, 200, 200, 'own'],
  'POST /v1/integrations/probes': ['market:ask', NO, 202, 202, 202, 'own'],
  'GET /v1/caches': ['read', 200, 200, 200, 200, 'own'],
  'GET /v1/jobs': ['read', 200, 200, 200, 200, 'own'],
  'PUT /v1/jobs/{id}': ['jobs:write', NO, NO, NO, 200, 'own'],
  'GET /v1/llm/budget': ['read', 200, 200, 200, 200, 'own'],
  'GET /v1/llm/calls': ['read', 200, 200, 200, 200, 'own'],
  'POST /codec/decode': ['payloads:read', NO, NO, NO, 200, 'own'],
};

/** The route of a row, without its case. */
export function routeOf(row: string): string {
  return row.split(' | ')[0] ?? row;
}

/** A row by its name. @throws when there is none */
export function rowOf(name: string) {
  const columns = MATRIX[name];
  if (columns === undefined) throw new Error(`the matrix has no row ${name}`);
  const [key, viewer, service, trader, owner, somebodyElse, fresh] = columns;
  return { key, viewer, service, trader, owner, somebodyElse, fresh: fresh === 'fresh' };
}

/** The scope that opens a row to a key; undefined where none does or none is needed. */
export function scopeOf(name: string): KeyScope | undefined {
  const { key } = rowOf(name);
  return key === 'public' || key === 'session' ? undefined : key;
}

/** What ends the things that other rows ask for is asked for last. */
const LAST = ['DELETE /v1/auth/sessions', 'POST /v1/auth/password'];
const METHODS = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'];

function placeOf(row: string): number {
  const last = LAST.indexOf(row);
  return last === -1 ? METHODS.indexOf(row.split(' ')[0] ?? '') : METHODS.length + last;
}

/** Every row, in an order in which one person can ask for all of them. */
export const ROWS: readonly string[] = Object.keys(MATRIX).toSorted(
  (one, other) => placeOf(one) - placeOf(other),
);

/** The rows that are open to nobody but somebody. */
export const CLOSED_ROWS: readonly string[] = ROWS.filter((name) => rowOf(name).key !== 'public');

/** What the rows are to be answered with, by one column. */
export function expected(
  rows: readonly string[],
  column: (row: ReturnType<typeof rowOf>) => Answer,
): Readonly<Record<string, Answer>> {
  return Object.fromEntries(rows.map((name) => [name, column(rowOf(name))]));
}
