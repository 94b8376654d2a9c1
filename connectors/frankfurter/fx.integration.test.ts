import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createCaches } from '../../resilience/cache.ts';
import { type RunningSandbox, startSandbox } from '../../tests/support/sandbox.ts';
import { createFrankfurter } from './fx.ts';

const asOf = '2026-03-02T14:00:00.000Z';
let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ now: asOf, speed: 0 });
});
afterEach(async () => {
  await sandbox.control.clearFaults();
});
afterAll(async () => {
  await sandbox.stop();
});

function fx() {
  return createFrankfurter({
    baseUrl: `${sandbox.url}/frankfurter`,
    cache: createCaches().make,
    timeoutMs: 1_000,
  });
}

describe('Frankfurter in the sandbox', () => {
  test('gives the rates of the last day published by then, in the order asked', async () => {
    const rates = await fx().rates('USD', ['EUR', 'GBP', 'JPY'], asOf);
    expect(rates.map(({ quote }) => quote)).toEqual(['EUR', 'GBP', 'JPY']);
    // A Monday before publication: the rates are of Friday.
    expect(new Set(rates.map(({ date }) => date))).toEqual(new Set(['2026-02-27']));
    expect(rates.every(({ rate }) => Number(rate) > 0)).toBe(true);
  });

  test('a currency that nobody quotes is an outage', async () => {
    await expect(fx().rates('USD', ['EUR', 'XXX'], asOf)).rejects.toMatchObject({ name: 'SourceOutage' });
  });

  test.each([
    ['status 429', { effect: 'status', status: 429 }, 'rate-limited'],
    ['malformed', { effect: 'malformed' }, 'malformed'],
    ['reset', { effect: 'reset' }, 'network'],
    ['hang', { effect: 'hang' }, 'timeout'],
  ])('%s is an outage', async (_name, fault, kind) => {
    await sandbox.control.fault({ system: 'frankfurter', ...fault });
    await expect(fx().rates('USD', ['EUR'], asOf)).rejects.toMatchObject({ name: 'SourceOutage', kind });
  });
});
