import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createGeneratedMarket } from '../world/generated-market.ts';
import { filerOf, paddedCik } from './filer.ts';
import { filingsOfYear } from './filings.ts';
import { createEdgarRoutes } from './routes.ts';

const market = createGeneratedMarket({ seed: 7 });
const headers = { 'User-Agent': 'AlphaFlow ops@example.com' };
const routesAt = (time: string) =>
  createEdgarRoutes({ market, clock: { now: () => Date.parse(time), speed: () => 0 } });
const routes = routesAt('2026-11-20T16:00:00Z');

async function get(path: string, from = routes) {
  const answer = await from.request(path, { headers });
  expect(answer.status).toBe(200);
  return { body: JSON.parse(await answer.text()) };
}

const apple = '/submissions/CIK0000320193.json';

describe('EDGAR', () => {
  it.each([undefined, 'node', 'AlphaFlow'])('refuses the agent %s, which names no contact', async (agent) => {
    const answer = await routes.request(apple, {
      headers: agent === undefined ? {} : { 'User-Agent': agent },
    });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(await answer.text()).toContain('Undeclared Automated Tool');
  });

  it('lists every symbol with a key of its own, classes of shares after a dash', async () => {
    const tickers = Object.values<{ cik_str: number; ticker: string }>(
      (await get('/files/company_tickers.json')).body,
    );
    expect(tickers).toContainEqual({ cik_str: 320_193, ticker: 'AAPL', title: 'Apple Inc.' });
    expect(tickers.map(({ ticker }) => ticker)).toContain('BRK-B');
    expect(new Set(tickers.map(({ cik_str }) => cik_str)).size).toBe(market.assets().length);
  });

  it('gives the latest filings as columns of one length, newest first, the rest on an older page', async () => {
    const { filings } = (await get(apple)).body;
    const lengths = Object.values<unknown[]>(filings.recent).map((column) => column.length);
    expect(new Set(lengths)).toEqual(new Set([1000]));
    const stamps = filings.recent.acceptanceDateTime;
    expect(stamps).toEqual(stamps.toSorted().toReversed());
    const [page] = filings.files;
    const older = (await get(`/submissions/${page.name}`)).body;
    expect(older.accessionNumber).toHaveLength(page.filingCount);
    const all = [...filings.recent.accessionNumber, ...older.accessionNumber];
    expect(new Set(all).size).toBe(all.length);
  });

  it('shows nothing before it is accepted, and the same filing afterwards', async () => {
    const { filings } = (await get(apple)).body;
    const accepted = Date.parse(filings.recent.acceptanceDateTime[0]);
    const before = (await get(apple, routesAt(new Date(accepted - 1).toISOString()))).body;
    const after = (await get(apple, routesAt(new Date(accepted).toISOString()))).body;
    expect(before.filings.recent.accessionNumber[0]).toBe(filings.recent.accessionNumber[1]);
    expect(after.filings.recent.accessionNumber[0]).toBe(filings.recent.accessionNumber[0]);
  });

  it('stamps about a fifth of the filers in New York time under a Z', () => {
    const filers = market.assets().map(filerOf);
    const share = filers.filter((filer) => filer.hasNewYorkStamps).length / filers.length;
    expect(share).toBeGreaterThan(0.12);
    expect(share).toBeLessThan(0.3);
  });

  it.each([
    [true, 4 * 3_600_000],
    [false, 0],
  ])('writes an acceptance in New York time (%s) so many ms early: %i', async (hasNewYorkStamps, early) => {
    const filer = market
      .assets()
      .map(filerOf)
      .find((entry) => entry.kind === 'stock' && entry.hasNewYorkStamps === hasNewYorkStamps);
    if (filer === undefined) throw new Error('no such filer');
    const summer = filingsOfYear(filer, 2026).filter((filing) => filing.filingDate.startsWith('2026-07'));
    const { filings } = (await get(`/submissions/CIK${paddedCik(filer.cik)}.json`)).body;
    expect(summer.length).toBeGreaterThan(3);
    for (const { accessionNumber, acceptedAt } of summer) {
      const place = filings.recent.accessionNumber.indexOf(accessionNumber);
      expect(acceptedAt - Date.parse(filings.recent.acceptanceDateTime[place])).toBe(early);
    }
  });

  it('reports results in the facts only once the report is accepted', async () => {
    const path = '/api/xbrl/companyfacts/CIK0000320193.json';
    const facts = (await get(path)).body;
    const revenues: { accn: string; filed: string; form: string }[] =
      facts.facts['us-gaap'].Revenues.units.USD;
    const { filings } = (await get(apple)).body;
    const last = revenues.at(-1);
    const place = filings.recent.accessionNumber.indexOf(last?.accn);
    expect(filings.recent.form[place]).toBe(last?.form);
    expect(filings.recent.filingDate[place]).toBe(last?.filed);
    const earlier = (await get(path, routesAt(`${last?.filed}T00:00:00Z`))).body;
    expect(JSON.stringify(earlier)).not.toContain(last?.accn);
  });

  it.each(['/submissions/CIK9999999999.json', '/api/xbrl/companyfacts/CIK0000884394.json', '/nothing'])(
    'answers %s like a missing file',
    async (path) => {
      const answer = await routes.request(path, { headers });
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain('NoSuchKey');
    },
  );
});

const shared = new URL('../../../shared/contracts/edgar/', import.meta.url).pathname;

describe.skipIf(!existsSync(shared))('a real answer of EDGAR', () => {
  const kinds = (record: object) =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [name, typeof value]));

  it('has the fields of ours, of the same types: submissions', async () => {
    const real = JSON.parse(readFileSync(`${shared}company_submission.json`, 'utf8'));
    const ours = (await get(apple)).body;
    expect(kinds(ours)).toEqual(kinds(real));
    expect(Object.keys(ours.filings.recent)).toEqual(Object.keys(real.filings.recent));
    for (const [name, column] of Object.entries<unknown[]>(real.filings.recent)) {
      expect(typeof ours.filings.recent[name][0]).toBe(typeof column[0]);
    }
    expect(kinds(ours.filings.files[0])).toEqual(kinds(real.filings.files[0]));
  });

  it('has the fields of ours, of the same types: company facts', async () => {
    const real = JSON.parse(readFileSync(`${shared}companyfacts_lpa.json`, 'utf8'));
    const ours = (await get(`/api/xbrl/companyfacts/CIK${paddedCik(789_019)}.json`)).body;
    expect(kinds(ours)).toEqual(kinds(real));
    const [realFact] = real.facts.dei.EntityCommonStockSharesOutstanding.units.shares;
    const ourFact = ours.facts.dei.EntityCommonStockSharesOutstanding.units.shares.at(-1);
    expect(kinds(ourFact)).toEqual(kinds(realFact));
  });
});
