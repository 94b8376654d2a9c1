import { type AskedFor, requestOf } from './requests.ts';
import type { World } from './world.ts';

/** What comes of somebody else's id: a problem's code, or a list in which there is nothing. */
export type Outcome = 'ACCOUNT_NOT_FOUND' | 'nothing';

export interface ForeignId {
  readonly of: (victim: World) => string;
  readonly outcome: Outcome;
  /** What the request must hold besides. */
  readonly query?: string;
}

const account: ForeignId = { of: ({ accountId }) => accountId, outcome: 'ACCOUNT_NOT_FOUND' };
const accountFilter: ForeignId = { ...account, outcome: 'nothing' };
const strategyFilter: ForeignId = { of: ({ strategyId }) => strategyId, outcome: 'nothing' };

/** Each id that a query or a body may name, by the name that `idFields` gives it. */
export const FOREIGN_IDS: Readonly<Record<string, ForeignId>> = {
  'POST /v1/stored-keys accountId': account,
  'POST /v1/strategies accountId': account,
  'POST /v1/orders accountId': account,
  'GET /v1/orders?accountId': accountFilter,
  'GET /v1/orders?strategyId': strategyFilter,
  'DELETE /v1/orders?accountId': account,
  'GET /v1/positions?accountId': account,
  'DELETE /v1/positions?accountId': account,
  'GET /v1/positions/{symbol}?accountId': account,
  'DELETE /v1/positions/{symbol}?accountId': account,
  'GET /v1/account?accountId': account,
  'GET /v1/trades?accountId': accountFilter,
  'GET /v1/trades?clientOrderId': { of: ({ clientOrderId }) => clientOrderId, outcome: 'nothing' },
  'GET /v1/portfolio/history?accountId': account,
  'GET /v1/trading-state?accountId': account,
  'PUT /v1/trading-state accountId': account,
  'GET /v1/risk/limits?accountId': account,
  'PUT /v1/risk/limits accountId': account,
  'GET /v1/risk/latches?accountId': account,
  'DELETE /v1/risk/latches/{code}?accountId': account,
  'POST /v1/alert-rules accountId': account,
  // Of the symbols that are read: without any it chooses nothing.
  'GET /v1/events?accountId': { ...account, query: 'symbols=AAPL' },
  'GET /v1/llm/calls?strategyId': strategyFilter,
  'GET /v1/llm/calls?cycleId': { of: ({ cycleId }) => cycleId, outcome: 'nothing' },
  'POST /v1/market/backfills accountId': account,
  'GET /v1/market/bars?accountId': account,
  'GET /v1/market/quotes?accountId': account,
  'GET /v1/market/trades?accountId': account,
  'GET /v1/market/news?accountId': account,
  'GET /v1/market/fused/{symbol}?accountId': account,
};

/** Ids that name nothing of a user's here, and why. */
export const NO_ONES_IDS: Readonly<Record<string, string>> = {
  'POST /v1/stored-keys keyId': 'the broker’s own name of a key',
  'POST /v1/accounts keyId': 'the broker’s own name of a key',
};

/** The request of a row as `asker` would send it, but for the one id, which is somebody else's. */
export function requestWith(name: string, asker: World, id: string): AskedFor {
  const [, route = '', separator, field = ''] = /^(\S+ [^\s?]+)([ ?])(.+)$/.exec(name) ?? [];
  const own = requestOf(route, asker);
  if (separator === '?') {
    const url = new URL(own.path, 'http://localhost');
    for (const [key, value] of new URLSearchParams(FOREIGN_IDS[name]?.query))
      url.searchParams.set(key, value);
    url.searchParams.set(field, id);
    return { ...own, path: `${url.pathname}${url.search}` };
  }
  return { ...own, body: { ...Object(own.body), [field]: id } };
}
