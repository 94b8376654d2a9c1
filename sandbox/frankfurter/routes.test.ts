import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { answerSchema, shapeErrors } from '../world/open-api-shape.ts';
import { createFrankfurterRoutes } from './routes.ts';

const routesAt = (time: string) =>
  createFrankfurterRoutes({ clock: { now: () => Date.parse(time), speed: () => 0 } });
const routes = routesAt('2026-11-22T12:00:00Z');

async function get(path: string, from = routes) {
  const answer = await from.request(path);
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

describe('Frankfurter v1', () => {
  it('gives the rates of the last working day, without the base itself', async () => {
    const { body } = await get('/v1/latest?base=USD&symbols=EUR,GBP,USD');
    expect(body).toMatchObject({ amount: 1, base: 'USD', date: '2026-11-20' });
    expect(Object.keys(body.rates)).toEqual(['EUR', 'GBP']);
    expect(body.rates.EUR).toBeGreaterThan(0.6);
    expect(body.rates.EUR).toBeLessThan(1.4);
  });

  it('shows a day from 16:00 Frankfurt time on, in winter and in summer', async () => {
    const dateAt = async (time: string) => String((await get('/v1/latest', routesAt(time))).body.date);
    expect(await dateAt('2026-11-20T14:59:59Z')).toBe('2026-11-19');
    expect(await dateAt('2026-11-20T15:00:00Z')).toBe('2026-11-20');
    expect(await dateAt('2026-07-01T13:59:59Z')).toBe('2026-06-30');
    expect(await dateAt('2026-07-01T14:00:00Z')).toBe('2026-07-01');
  });

  it('gives a span of days, and never a day that is to come', async () => {
    const { body } = await get('/v1/2026-11-12..?symbols=USD');
    expect(body).toMatchObject({ start_date: '2026-11-12', end_date: '2026-11-20' });
    expect(Object.keys(body.rates)).toHaveLength(7);
    expect((await get('/v1/2030-01-01')).body.date).toBe('2026-11-20');
  });

  it('shows the same day the same way at any later time', async () => {
    const [then, later] = [routesAt('2020-05-05T18:00:00Z'), routes];
    expect((await get('/v1/2020-05-05', then)).body).toEqual((await get('/v1/2020-05-05', later)).body);
  });

  it.each(['/v1/latest?base=XXX', '/v1/1998-01-01', '/v1/tomorrow'])('does not find %s', async (path) => {
    expect(await get(path)).toEqual({ status: 404, body: { message: 'not found' } });
  });
});

describe('Frankfurter v2', () => {
  it('gives one row a pair, the base against itself only where asked for', async () => {
    const { body } = await get('/v2/rates?base=USD&quotes=EUR,USD&providers=ECB');
    expect(body).toEqual([
      { date: '2026-11-20', base: 'USD', quote: 'EUR', rate: expect.any(Number) },
      { date: '2026-11-20', base: 'USD', quote: 'USD', rate: 1 },
    ]);
    expect((await get('/v2/rate/USD/EUR')).body).toEqual(body[0]);
  });

  it('agrees with v1', async () => {
    const { body } = await get('/v2/rate/EUR/JPY?date=2026-03-03');
    expect((await get('/v1/2026-03-03?symbols=JPY')).body.rates.JPY).toBe(body.rate);
  });

  it('keeps the last day of each week or month when grouped', async () => {
    const { body } = await get('/v2/rates?from=2026-01-01&to=2026-03-31&quotes=USD&group=month');
    expect(body.map(({ date }: { date: string }) => date)).toEqual([
      '2026-01-30',
      '2026-02-27',
      '2026-03-31',
    ]);
  });

  it.each([
    ['/v2/rates?base=XXX', 422, 'invalid base'],
    ['/v2/rates?date=2026-13-01', 422, 'invalid date'],
    ['/v2/rates?date=2026-01-05&from=2026-01-01', 422, 'date cannot be combined with from or to'],
    ['/v2/rates?providers=NOPE', 404, 'not found'],
    ['/v2/nothing', 404, 'not found'],
  ])('refuses %s', async (path, status, message) => {
    expect(await get(path)).toEqual({ status, body: { status, message } });
  });
});

const shared = new URL('../../../shared/contracts/frankfurter/', import.meta.url).pathname;

describe.skipIf(!existsSync(shared))("Frankfurter's own description", () => {
  it.each([
    ['v1', '/latest', '/v1/latest?base=USD'],
    ['v1', '/{date}', '/v1/2024-01-15'],
    ['v1', '/currencies', '/v1/currencies'],
    ['v2', '/rates', '/v2/rates?base=USD&expand=providers'],
    ['v2', '/rate/{base}/{quote}', '/v2/rate/USD/EUR'],
    ['v2', '/currencies', '/v2/currencies'],
    ['v2', '/providers', '/v2/providers'],
  ])('is kept: %s %s', async (version, path, request) => {
    const document = JSON.parse(readFileSync(`${shared}${version}-openapi.json`, 'utf8'));
    const schema = answerSchema(document, path);
    expect(schema).toBeDefined();
    expect(shapeErrors(document, schema, (await get(request)).body)).toEqual([]);
  });
});
