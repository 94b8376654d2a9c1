import { existsSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { type ScriptedReply, type SeenRequest, startScriptedServer } from '../http/scripted-server.ts';
import { edgarAt } from './testing/edgar-at.ts';

const RECORDED = new URL('../../../shared/contracts/edgar/companyfacts_lpa.json', import.meta.url);
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function fundamentalsFrom(facts: ScriptedReply) {
  const answer = ({ path }: SeenRequest): ScriptedReply =>
    path.endsWith('/company_tickers.json')
      ? { json: { 0: { cik_str: 42, ticker: 'LPA', title: 'x' } } }
      : facts;
  const server = await startScriptedServer(answer);
  closers.push(async () => await server.close());
  return { ...edgarAt(server.url), server };
}

interface Statement {
  readonly start?: string;
  readonly end: string;
  readonly val: number;
  readonly filed: string;
  readonly form?: string;
}

function usd(statements: readonly Statement[]) {
  return {
    label: null,
    units: {
      USD: statements.map((one) => ({ form: '10-Q', fy: 1, fp: 'Q1', accn: `a-${one.filed}`, ...one })),
    },
  };
}

function company(gaap: object): ScriptedReply {
  return { json: { cik: 42, entityName: 'Acme', facts: { 'us-gaap': gaap } } };
}

const first = { start: '2025-01-01', end: '2025-03-31' };
const query = { periods: 8, asOf: '2026-06-01T00:00:00.000Z' };

describe('reported figures', () => {
  test('a figure dates from the report that stated it first, however often it is repeated', async () => {
    const statements = [
      { ...first, val: 100, filed: '2025-05-02' },
      { ...first, val: 100, filed: '2026-05-04' },
    ];
    const { fundamentals } = await fundamentalsFrom(company({ Revenues: usd(statements) }));
    expect(await fundamentals.fundamentals('LPA', query)).toEqual({
      cik: '0000000042',
      entityName: 'Acme',
      facts: [
        {
          concept: 'revenue',
          tag: 'us-gaap:Revenues',
          unit: 'USD',
          value: '100',
          periodStart: '2025-01-01',
          periodEnd: '2025-03-31',
          accessionNumber: 'a-2025-05-02',
          form: '10-Q',
          filedOn: '2025-05-02',
          availableAt: '2025-05-03T02:00:00.000Z',
        },
      ],
    });
  });

  test('a restatement is not known before it is filed, and says what stood before', async () => {
    const statements = [
      { ...first, val: 90, filed: '2026-05-04' },
      { ...first, val: 100, filed: '2025-05-02' },
      { ...first, val: 90, filed: '2026-05-20' },
    ];
    const { fundamentals } = await fundamentalsFrom(company({ NetIncomeLoss: usd(statements) }));
    const at = async (asOf: string) =>
      (await fundamentals.fundamentals('LPA', { periods: 1, asOf }))?.facts.map(
        ({ value, restatedFrom, filedOn }) => [value, restatedFrom, filedOn],
      );
    expect(await at('2025-05-03T01:59:59.999Z')).toEqual([]);
    expect(await at('2025-05-03T02:00:00.000Z')).toEqual([['100', undefined, '2025-05-02']]);
    expect(await at('2026-05-05T01:59:59.999Z')).toEqual([['100', undefined, '2025-05-02']]);
    expect(await at('2026-06-01T00:00:00.000Z')).toEqual([['90', '100', '2026-05-04']]);
  });

  test('quarters and years count, sums over other spans do not; the newest periods are kept', async () => {
    const span = (start: string, end: string, val: number) => ({ start, end, val, filed: '2026-03-01' });
    const statements = [
      span('2025-01-01', '2025-06-30', 1),
      span('2025-01-01', '2025-09-30', 2),
      span('2025-04-01', '2025-06-30', 3),
      span('2025-10-01', '2025-12-31', 4),
      span('2025-01-01', '2025-12-31', 5),
    ];
    const { fundamentals } = await fundamentalsFrom(company({ Revenues: usd(statements) }));
    const found = await fundamentals.fundamentals('LPA', query);
    expect(found?.facts.map(({ value }) => value)).toEqual(['4', '5', '3']);
    const newest = await fundamentals.fundamentals('LPA', { ...query, periods: 1 });
    expect(newest?.facts.map(({ value }) => value)).toEqual(['4']);
  });

  test('a company that changed the name of a figure has one row of periods', async () => {
    const later = { start: '2025-04-01', end: '2025-06-30', filed: '2025-08-01' };
    const { fundamentals } = await fundamentalsFrom(
      company({
        SalesRevenueNet: usd([{ ...first, val: 7, filed: '2025-05-02' }]),
        RevenueFromContractWithCustomerExcludingAssessedTax: usd([{ ...later, val: 8 }]),
        Revenues: usd([{ ...later, val: 999 }]),
      }),
    );
    const found = await fundamentals.fundamentals('LPA', query);
    expect(found?.facts.map(({ value, tag }) => [value, tag])).toEqual([
      ['8', 'us-gaap:RevenueFromContractWithCustomerExcludingAssessedTax'],
      ['7', 'us-gaap:SalesRevenueNet'],
    ]);
  });

  test('figures in another currency are not dollars: they are absent', async () => {
    const euros = { units: { EUR: usd([{ ...first, val: 1, filed: '2025-05-02' }]).units.USD } };
    const { fundamentals } = await fundamentalsFrom(company({ Revenues: euros }));
    expect((await fundamentals.fundamentals('LPA', query))?.facts).toEqual([]);
  });

  test('who reports nothing has none; any other 404 is an outage', async () => {
    const none = '<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>';
    const fund = await fundamentalsFrom({ status: 404, body: none });
    expect(await fund.fundamentals.fundamentals('LPA', query)).toBeUndefined();
    expect(await fund.fundamentals.fundamentals('NOPE', query)).toBeUndefined();
    expect(fund.server.seen).toHaveLength(2);
    const lost = await fundamentalsFrom({ status: 404, body: 'not here' });
    await expect(lost.fundamentals.fundamentals('LPA', query)).rejects.toMatchObject({ kind: 'refused' });
  });

  test('a figure with more digits than a float holds is refused, not rounded', async () => {
    const huge = JSON.stringify(
      company({ Assets: usd([{ end: '2025-12-31', val: 1, filed: '2026-02-01' }]) }),
    );
    const { fundamentals } = await fundamentalsFrom({
      body: JSON.stringify(JSON.parse(huge).json).replace('"val":1', '"val":9007199254740993'),
    });
    await expect(fundamentals.fundamentals('LPA', query)).rejects.toThrow('val: has too many digits');
  });

  test('a missing or wrong field is named', async () => {
    const broken = [{ ...first, val: 'much', filed: '2025-05-02' }];
    const { fundamentals } = await fundamentalsFrom({
      json: { cik: 42, entityName: 'x', facts: { 'us-gaap': { Assets: { units: { USD: broken } } } } },
    });
    await expect(fundamentals.fundamentals('LPA', query)).rejects.toThrow(
      /companyfacts\/CIK0000000042\.json: facts\.us-gaap\.Assets\.units\.USD\.0\.val: Invalid input/,
    );
  });
});

describe.skipIf(!existsSync(RECORDED))('EDGAR’s recorded company facts', () => {
  test('are read: a foreign filer’s figures, as they were known between two reports', async () => {
    const { fundamentals } = await fundamentalsFrom({ body: readFileSync(RECORDED, 'utf8') });
    const at = (asOf: string) => fundamentals.fundamentals('LPA', { periods: 2, asOf });
    const before = await at('2025-04-01T00:00:00.000Z');
    expect(before?.facts.find(({ concept }) => concept === 'assets')).toMatchObject({
      tag: 'ifrs-full:Assets',
      value: '590825310',
      periodEnd: '2023-12-31',
      filedOn: '2024-04-26',
    });
    const after = await at('2025-05-01T00:00:00.000Z');
    const concepts = new Set(after?.facts.map(({ concept }) => concept));
    expect(concepts).toContain('revenue');
    expect(concepts).toContain('sharesOutstanding');
    expect(after?.facts.find(({ concept }) => concept === 'assets')?.periodEnd).toBe('2024-12-31');
  });
});
