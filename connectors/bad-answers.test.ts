import { afterEach, describe, expect, test } from 'vitest';
import { SourceOutage } from '../domain/outage.ts';
import { createCaches } from '../resilience/cache.ts';
import { createFinra } from './finra/short-interest.ts';
import { createFinraShortVolume } from './finra/short-volume.ts';
import { createFrankfurter } from './frankfurter/fx.ts';
import { patienceMs, type ScriptedReply, startScriptedServer } from './http/scripted-server.ts';
import { SOURCE_FAILURES } from './http/source-failures.ts';
import { edgarAt } from './sec-edgar/testing/edgar-at.ts';
import { createValyu } from './valyu/research-search.ts';

const asOf = '2026-03-02T15:00:00.000Z';
const TICKERS: ScriptedReply = { json: { 0: { cik_str: 42, ticker: 'AAPL', title: 'x' } } };
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Every question to a reference source: who is asked, by which request, and how. */
const QUESTIONS: readonly {
  readonly name: string;
  readonly source: string;
  readonly request: string;
  readonly ask: (url: string, timeoutMs: number) => Promise<unknown>;
}[] = [
  {
    name: 'filings',
    source: 'sec-edgar',
    request: 'GET /edgar/submissions/CIK0000000042.json',
    ask: (url, timeoutMs) =>
      edgarAt(url, { timeoutMs }).filings.recentFilings('AAPL', { forms: ['8-K'], limit: 1, asOf }),
  },
  {
    name: 'reported figures',
    source: 'sec-edgar',
    request: 'GET /edgar/api/xbrl/companyfacts/CIK0000000042.json',
    ask: (url, timeoutMs) =>
      edgarAt(url, { timeoutMs }).fundamentals.fundamentals('AAPL', { periods: 1, asOf }),
  },
  {
    name: 'exchange rates',
    source: 'frankfurter',
    request: 'GET /v2/rates?base=USD&to=2026-03-02',
    ask: (baseUrl, timeoutMs) =>
      createFrankfurter({ baseUrl, timeoutMs, cache: createCaches().make }).rates('USD', ['EUR'], asOf),
  },
  {
    name: 'short interest',
    source: 'finra',
    request: 'POST /data/group/otcMarket/name/consolidatedShortInterest',
    ask: (baseUrl, timeoutMs) =>
      createFinra({ baseUrl, timeoutMs, cache: createCaches().make }).shortInterest(['AAPL'], asOf),
  },
  {
    name: 'short volume',
    source: 'finra',
    request: 'GET /equity/regsho/daily/CNMSshvol2026',
    ask: (baseUrl, timeoutMs) =>
      createFinraShortVolume({ baseUrl, timeoutMs, cache: createCaches().make }).shortVolume(['AAPL'], asOf),
  },
  {
    name: 'research',
    source: 'valyu',
    request: 'POST /v1/search',
    ask: (baseUrl, timeoutMs) =>
      createValyu({ baseUrl, timeoutMs, apiKey: 'k' }).search({ question: 'q', findingsMax: 1, asOf }),
  },
];

describe.each(QUESTIONS)('$name', ({ source, request, ask }) => {
  test.each(SOURCE_FAILURES)('$name: an outage that names source, request and reason', async (failure) => {
    const { reply, kind, retryAfterMs } = failure;
    const server = await startScriptedServer(({ path }) =>
      path.endsWith('/company_tickers.json') ? TICKERS : reply,
    );
    closers.push(async () => await server.close());
    const outage = await ask(server.url, patienceMs(reply)).catch((error: unknown) => error);
    expect(outage).toBeInstanceOf(SourceOutage);
    expect(outage).toMatchObject({ source, kind, retryAfterMs, request: expect.stringContaining(request) });
    expect(String(outage)).toMatch(/^SourceOutage: [a-z-]+: (GET|POST) \S+: \S/);
  });
});
