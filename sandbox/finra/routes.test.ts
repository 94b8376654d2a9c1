import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createGeneratedMarket } from '../world/generated-market.ts';
import { createFinraRoutes } from './routes.ts';

const market = createGeneratedMarket({ seed: 7 });
const routesAt = (time: string) =>
  createFinraRoutes({ market, clock: { now: () => Date.parse(time), speed: () => 0 } });
const routes = routesAt('2026-11-20T16:00:00Z');
const path = '/data/group/otcMarket/name/consolidatedShortInterest';

async function post(body: unknown, from = routes, accept: Readonly<Record<string, string>> = json) {
  return from.request(path, { method: 'POST', headers: accept, body: JSON.stringify(body) });
}
const json = { Accept: 'application/json' };

interface Row {
  symbolCode: string;
  settlementDate: string;
  currentShortPositionQuantity: number;
  previousShortPositionQuantity: number;
}
async function rowsOf(answer: Response): Promise<Row[]> {
  const rows: Row[] = JSON.parse(await answer.text());
  return rows;
}
const symbols = (...values: string[]) => [{ fieldName: 'symbolCode', values }];
const dates = (startDate: string, endDate: string) => [{ fieldName: 'settlementDate', startDate, endDate }];

describe('FINRA short interest', () => {
  it('filters by symbol and date, in no order of dates, each position following from the one before', async () => {
    const answer = await post({
      domainFilters: symbols('AAPL', 'BRKB'),
      dateRangeFilters: dates('2026-01-01', '2026-12-31'),
    });
    const rows = await rowsOf(answer);
    expect(answer.headers.get('record-total')).toBe(String(rows.length));
    expect(new Set(rows.map((row) => row.symbolCode))).toEqual(new Set(['AAPL', 'BRKB']));
    const listed = rows.map((row) => row.settlementDate);
    expect(listed).not.toEqual(listed.toSorted());
    const apple = rows
      .filter((row) => row.symbolCode === 'AAPL')
      .sort((a, b) => (a.settlementDate < b.settlementDate ? -1 : 1));
    expect(apple.length).toBe(20);
    expect(apple.slice(1).map((row) => row.previousShortPositionQuantity)).toEqual(
      apple.slice(0, -1).map((row) => row.currentShortPositionQuantity),
    );
  });

  it('pages by offset without repeats until the record total', async () => {
    const seen: string[] = [];
    let total = 1;
    while (seen.length < total) {
      const answer = await post({ domainFilters: symbols('MSFT'), limit: 50, offset: seen.length });
      total = Number(answer.headers.get('record-total'));
      seen.push(...(await rowsOf(answer)).map((row) => row.settlementDate));
    }
    expect(new Set(seen).size).toBe(total);
  });

  it('shows a settlement date from the seventh business day after it, in the evening', async () => {
    const body = { domainFilters: symbols('AAPL'), dateRangeFilters: dates('2026-10-30', '2026-10-30') };
    expect((await post(body, routesAt('2026-11-10T22:59:00Z'))).status).toBe(204);
    expect(await rowsOf(await post(body, routesAt('2026-11-10T23:00:00Z')))).toHaveLength(1);
  });

  it('answers 204 without a body when nothing matches', async () => {
    const answer = await post({ domainFilters: symbols('NOPE') });
    expect([answer.status, await answer.text()]).toEqual([204, '']);
  });

  it('answers in CSV without an Accept header', async () => {
    const body = { domainFilters: symbols('AAPL'), fields: ['symbolCode', 'settlementDate'], limit: 1 };
    const [head, row] = (await (await post(body, routes, {})).text()).split('\n');
    expect(head).toBe('"symbolCode","settlementDate"');
    expect(row).toMatch(/^"AAPL","\d{4}-\d{2}-\d{2}"$/);
  });

  it('compares fields by value', async () => {
    const compareFilters = [
      { fieldName: 'settlementDate', fieldValue: '2026-08-31', compareType: 'EQUAL' },
      { fieldName: 'currentShortPositionQuantity', fieldValue: 100_000_000, compareType: 'GTE' },
    ];
    const rows = await rowsOf(await post({ compareFilters }));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => row.currentShortPositionQuantity >= 100_000_000)).toBe(true);
  });

  it.each([
    [{ sortFields: ['-settlementDate'] }, 'Sorting is not allowed'],
    [{ fields: ['price'] }, 'Invalid field name: price'],
    [{ dateRangeFilters: dates('soon', 'later') }, 'Invalid date: soon'],
    [{ limit: -1 }, 'Invalid limit'],
    [[], 'Invalid request body'],
  ])('refuses %j', async (body, message) => {
    const answer = await post(body);
    expect([answer.status, JSON.parse(await answer.text())]).toEqual([400, { message }]);
  });

  it('lists the published settlement dates as partitions, newest first', async () => {
    const answer = await routes.request('/partitions/group/otcMarket/name/consolidatedShortInterest');
    const { availablePartitions } = JSON.parse(await answer.text());
    expect(availablePartitions.slice(0, 2)).toEqual([
      { partitions: ['2026-10-30'] },
      { partitions: ['2026-10-15'] },
    ]);
  });
});

describe('FINRA daily short volume', () => {
  const file = '/equity/regsho/daily/CNMSshvol20261119.txt';
  const headers = { 'User-Agent': 'AlphaFlow' };

  it('has one line a symbol and counts them in the last one', async () => {
    const lines = (await (await routes.request(file, { headers })).text()).trim().split('\r\n');
    expect(lines[0]).toBe('Date|Symbol|ShortVolume|ShortExemptVolume|TotalVolume|Market');
    expect(lines[1]).toMatch(/^20261119\|AAPL\|\d+\|\d+\|\d+\|Q$/);
    expect(lines.at(-1)).toBe(String(lines.length - 2));
  });

  it('is refused before the evening of its day, on closed days, and to nobody in particular', async () => {
    const early = await routesAt('2026-11-19T22:59:00Z').request(file, { headers });
    const sunday = await routes.request(file.replace('1119', '1115'), { headers });
    const anonymous = await routes.request(file);
    expect([early.status, sunday.status, anonymous.status]).toEqual([403, 403, 403]);
  });
});

const recorded = new URL('../../../shared/contracts/finra/consolidated-short-interest.json', import.meta.url)
  .pathname;

describe.skipIf(!existsSync(recorded))('a recorded exchange with FINRA', () => {
  it('is answered with the same fields of the same types', async () => {
    const { request, response } = JSON.parse(readFileSync(recorded, 'utf8'));
    const [real] = response.json;
    const [ours] = await rowsOf(await post(request.json));
    expect(Object.keys(ours ?? {}).toSorted()).toEqual(Object.keys(real).toSorted());
    for (const [name, value] of Object.entries(ours ?? {})) expect(typeof value).toBe(typeof real[name]);
  });
});
