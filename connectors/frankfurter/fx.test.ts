import { afterEach, describe, expect, test } from 'vitest';
import { createCaches } from '../../resilience/cache.ts';
import {
  patienceMs,
  type ScriptedReply,
  type SeenRequest,
  startScriptedServer,
} from '../http/scripted-server.ts';
import { SOURCE_FAILURES } from '../http/source-failures.ts';
import { createFrankfurter } from './fx.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function fxAt(answer: (request: SeenRequest) => ScriptedReply, timeoutMs = patienceMs()) {
  const server = await startScriptedServer(answer);
  closers.push(async () => await server.close());
  const cache = createCaches().make;
  return { fx: createFrankfurter({ baseUrl: `${server.url}/`, cache, timeoutMs }), server };
}

/** Rates for every weekday, as the service gives them for a range. */
function weekdays({ query }: SeenRequest): ScriptedReply {
  const rows: object[] = [];
  const end = Date.parse(`${query.get('to')}T00:00:00Z`);
  for (let day = Date.parse(`${query.get('from')}T00:00:00Z`); day <= end; day += 86_400_000) {
    const date = new Date(day).toISOString().slice(0, 10);
    if (![0, 6].includes(new Date(day).getUTCDay())) {
      for (const quote of (query.get('quotes') ?? '').split(',')) {
        rows.push({ date, base: query.get('base'), quote, rate: Number(`1.0${date.slice(8)}`) });
      }
    }
  }
  return { json: rows };
}

describe('reference rates', () => {
  test('one request names base, quotes and the European Central Bank', async () => {
    const { fx, server } = await fxAt(weekdays);
    const rates = await fx.rates('USD', ['EUR', 'GBP'], '2026-03-04T18:00:00.000Z');
    expect(server.seen).toHaveLength(1);
    expect(server.seen[0]?.path).toBe('/v2/rates');
    expect(Object.fromEntries(server.seen[0]?.query ?? [])).toEqual({
      base: 'USD',
      quotes: 'EUR,GBP',
      providers: 'ECB',
      from: '2026-02-22',
      to: '2026-03-04',
    });
    expect(rates).toEqual([
      {
        base: 'USD',
        quote: 'EUR',
        rate: '1.004',
        date: '2026-03-04',
        availableAt: '2026-03-04T15:00:00.000Z',
      },
      {
        base: 'USD',
        quote: 'GBP',
        rate: '1.004',
        date: '2026-03-04',
        availableAt: '2026-03-04T15:00:00.000Z',
      },
    ]);
  });

  test.each([
    ['the morning knows yesterday’s', '2026-03-04T14:59:59.999Z', '2026-03-03'],
    ['the afternoon knows today’s', '2026-03-04T15:00:00.000Z', '2026-03-04'],
    ['Monday morning knows Friday’s', '2026-03-09T10:00:00.000Z', '2026-03-06'],
    ['Sunday knows Friday’s', '2026-03-08T23:00:00.000Z', '2026-03-06'],
  ])('%s', async (_name, asOf, date) => {
    const { fx } = await fxAt(weekdays);
    expect(await fx.rates('USD', ['EUR'], asOf)).toMatchObject([{ date }]);
  });

  test('a rate from after the day asked for is not used', async () => {
    const { fx } = await fxAt(() => ({
      json: [
        { date: '2026-03-05', base: 'USD', quote: 'EUR', rate: 0.99 },
        { date: '2026-03-03', base: 'USD', quote: 'EUR', rate: 0.8627000000000001 },
      ],
    }));
    expect(await fx.rates('USD', ['EUR'], '2026-03-04T16:00:00.000Z')).toMatchObject([
      { rate: '0.8627000000000001', date: '2026-03-03' },
    ]);
  });

  test('a missing quote is an outage that names it', async () => {
    const { fx } = await fxAt(() => ({
      json: [{ date: '2026-03-04', base: 'USD', quote: 'EUR', rate: 0.8 }],
    }));
    await expect(fx.rates('USD', ['EUR', 'XYZ'], '2026-03-04T16:00:00.000Z')).rejects.toMatchObject({
      source: 'frankfurter',
      kind: 'malformed',
      message: expect.stringContaining('XYZ'),
    });
  });

  test('no quotes, no request', async () => {
    const { fx, server } = await fxAt(weekdays);
    expect(await fx.rates('USD', [], '2026-03-04T16:00:00.000Z')).toEqual([]);
    expect(server.seen).toHaveLength(0);
  });

  test.each([
    ...SOURCE_FAILURES,
    {
      name: 'a rate in words',
      reply: { json: [{ date: '2026-03-04', base: 'USD', quote: 'EUR', rate: 'x' }] },
      kind: 'malformed',
    },
    { name: '404', reply: { status: 404, json: { status: 404, message: 'not found' } }, kind: 'refused' },
  ])('$name is an outage: $kind', async ({ reply, kind }) => {
    const { fx } = await fxAt(() => reply, patienceMs(reply));
    await expect(fx.rates('USD', ['EUR'], '2026-03-04T16:00:00.000Z')).rejects.toMatchObject({ kind });
  });
});
