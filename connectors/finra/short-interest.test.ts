import { existsSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createCaches } from '../../resilience/cache.ts';
import {
  patienceMs,
  type ScriptedReply,
  type SeenRequest,
  startScriptedServer,
} from '../http/scripted-server.ts';
import { SOURCE_FAILURES } from '../http/source-failures.ts';
import { createFinra } from './short-interest.ts';

const RECORDED = new URL('../../../shared/contracts/finra/consolidated-short-interest.json', import.meta.url);
const asOf = '2026-09-15T00:00:00.000Z';
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function finraAt(
  answer: (request: SeenRequest) => ScriptedReply,
  token?: string,
  timeoutMs = patienceMs(),
) {
  const server = await startScriptedServer(answer);
  closers.push(async () => await server.close());
  const options = { baseUrl: server.url, cache: createCaches().make, timeoutMs };
  return { finra: createFinra(token === undefined ? options : { ...options, token }), server };
}

function report(symbolCode: string, settlementDate: string, more: object = {}) {
  return {
    symbolCode,
    settlementDate,
    currentShortPositionQuantity: 139749097,
    previousShortPositionQuantity: 116327753,
    averageDailyVolumeQuantity: 39537335,
    daysToCoverQuantity: 3.53,
    issueName: 'x',
    revisionFlag: null,
    ...more,
  };
}
const asked = (body: string): unknown => JSON.parse(body);

describe('short interest', () => {
  test('one POST for all symbols, in JSON, with the window that is published by then', async () => {
    const { finra, server } = await finraAt(() => ({ json: [] }), 'a-token');
    await finra.shortInterest(['AAPL', 'BRK.B'], asOf);
    expect(server.seen).toHaveLength(1);
    expect(server.seen[0]).toMatchObject({
      method: 'POST',
      path: '/data/group/otcMarket/name/consolidatedShortInterest',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        authorization: 'Bearer a-token',
      },
    });
    expect(asked(server.seen[0]?.body ?? '')).toMatchObject({
      domainFilters: [
        { fieldName: 'symbolCode', values: ['AAPL', 'BRK.B', 'BRKB', 'BRK-B', 'BRK/B', 'BRK B'] },
      ],
      dateRangeFilters: [{ fieldName: 'settlementDate', startDate: '2026-07-05', endDate: '2026-09-03' }],
      offset: 0,
      limit: 5000,
    });
  });

  test('the newest report of unsorted rows, under the symbol that was asked, numbers or texts alike', async () => {
    const rows = [
      report('AAPL', '2026-08-14'),
      report('BRKB', '2026-08-31', { currentShortPositionQuantity: '12347326', daysToCoverQuantity: '3' }),
      report('AAPL', '2026-08-31'),
      report('AAPL', '2026-07-31'),
      report('OTHER', '2026-08-31'),
    ];
    const { finra } = await finraAt(() => ({ json: rows, headers: { 'record-total': '5' } }));
    const found = await finra.shortInterest(['AAPL', 'BRK.B', 'NONE'], asOf);
    expect([...found.keys()].sort()).toEqual(['AAPL', 'BRK.B']);
    expect(found.get('AAPL')).toEqual({
      settlementDate: '2026-08-31',
      shortQuantity: '139749097',
      previousShortQuantity: '116327753',
      averageDailyVolume: '39537335',
      daysToCover: '3.53',
      availableAt: '2026-09-12T00:00:00.000Z',
    });
    expect(found.get('BRK.B')).toMatchObject({ shortQuantity: '12347326', daysToCover: '3' });
  });

  test('a report is not seen before it was published', async () => {
    const { finra } = await finraAt(() => ({
      json: [report('AAPL', '2026-08-31'), report('AAPL', '2026-08-14')],
    }));
    const dateAt = async (moment: string) =>
      (await finra.shortInterest(['AAPL'], moment)).get('AAPL')?.settlementDate;
    expect(await dateAt('2026-09-11T23:59:59.999Z')).toBe('2026-08-14');
    expect(await dateAt('2026-09-12T00:00:00.000Z')).toBe('2026-08-31');
  });

  test('pages are followed by rows received until the total, also when one is cut short', async () => {
    const rows = ['AAPL', 'IBM', 'MSFT'].map((symbol) => report(symbol, '2026-08-31'));
    const { finra, server } = await finraAt(({ body }) => {
      const { offset } = z.object({ offset: z.number() }).parse(asked(body));
      return { json: rows.slice(offset, offset + 2), headers: { 'record-total': '3' } };
    });
    expect((await finra.shortInterest(['AAPL', 'IBM', 'MSFT'], asOf)).size).toBe(3);
    expect(server.seen).toHaveLength(2);
  });

  test('204 and a page with nothing more both end it', async () => {
    const { finra } = await finraAt(() => ({ status: 204 }));
    expect((await finra.shortInterest(['AAPL'], asOf)).size).toBe(0);
    const { finra: lying, server } = await finraAt(() => ({ json: [], headers: { 'record-total': '9' } }));
    expect((await lying.shortInterest(['AAPL'], asOf)).size).toBe(0);
    expect(server.seen).toHaveLength(1);
  });

  test('a report without its main figure is none', async () => {
    const rows = [
      report('AAPL', '2026-08-31', { currentShortPositionQuantity: null }),
      report('AAPL', '2026-08-14'),
    ];
    const { finra } = await finraAt(() => ({ json: rows }));
    expect((await finra.shortInterest(['AAPL'], asOf)).get('AAPL')?.settlementDate).toBe('2026-08-14');
  });

  test('a missing previous figure and the filler for days to cover are left out, never passed on', async () => {
    const rows = [
      report('AAPL', '2026-08-31', { previousShortPositionQuantity: null, daysToCoverQuantity: 999.99 }),
    ];
    const { finra } = await finraAt(() => ({ json: rows }));
    const found = (await finra.shortInterest(['AAPL'], asOf)).get('AAPL');
    expect(found?.settlementDate).toBe('2026-08-31');
    expect(found).not.toHaveProperty('previousShortQuantity');
    expect(found).not.toHaveProperty('daysToCover');
  });

  test('no symbols, no request', async () => {
    const { finra, server } = await finraAt(() => ({ json: [] }));
    expect((await finra.shortInterest([], asOf)).size).toBe(0);
    expect(server.seen).toHaveLength(0);
  });

  test.each([
    ...SOURCE_FAILURES,
    { name: 'CSV', reply: { body: '"symbolCode","settlementDate"\n"AAPL","2026-08-31"' }, kind: 'malformed' },
    { name: 'a missing column', reply: { json: [{ symbolCode: 'AAPL' }] }, kind: 'malformed' },
  ])('$name is an outage: $kind', async ({ reply, kind }) => {
    const { finra } = await finraAt(() => reply, undefined, patienceMs(reply));
    await expect(finra.shortInterest(['AAPL'], asOf)).rejects.toMatchObject({ source: 'finra', kind });
  });
});

describe.skipIf(!existsSync(RECORDED))('FINRA’s recorded answer', () => {
  test('reads whole', async () => {
    const { response } = z
      .object({ response: z.object({ json: z.array(z.unknown()) }) })
      .parse(JSON.parse(readFileSync(RECORDED, 'utf8')));
    const { finra } = await finraAt(() => ({ json: response.json, headers: { 'record-total': '8' } }));
    const found = await finra.shortInterest(['AAPL', 'BRK.B'], asOf);
    expect(found.get('AAPL')?.settlementDate).toBe('2026-08-31');
    expect(found.get('BRK.B')).toMatchObject({ settlementDate: '2026-08-31', shortQuantity: '12347326' });
  });
});
