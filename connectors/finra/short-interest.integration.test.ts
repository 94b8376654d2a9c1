import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createCaches } from '../../resilience/cache.ts';
import { type RunningSandbox, startSandbox } from '../../tests/support/sandbox.ts';
import { createFinra } from './short-interest.ts';

const asOf = '2026-03-02T15:00:00.000Z';
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

function finra() {
  return createFinra({ baseUrl: `${sandbox.url}/finra`, cache: createCaches().make, timeoutMs: 1_000 });
}

describe('FINRA in the sandbox', () => {
  test('gives the newest published report of many symbols in one request', async () => {
    await sandbox.control.resetRequests();
    const found = await finra().shortInterest(['AAPL', 'MSFT', 'NOPE'], asOf);
    expect([...found.keys()].sort()).toEqual(['AAPL', 'MSFT']);
    // Settled on 2026-02-13: the report of the end of February is not out yet.
    expect(found.get('AAPL')?.settlementDate).toBe('2026-02-13');
    expect((await sandbox.control.requests()).total).toBe(1);
  });

  test('symbols that nobody reports are absent', async () => {
    expect((await finra().shortInterest(['NOPE'], asOf)).size).toBe(0);
  });

  test.each([
    ['status 500', { effect: 'status', status: 500 }, 'server-error'],
    ['malformed', { effect: 'malformed' }, 'malformed'],
    ['reset', { effect: 'reset' }, 'network'],
    ['hang', { effect: 'hang' }, 'timeout'],
  ])('%s is an outage', async (_name, fault, kind) => {
    await sandbox.control.fault({ system: 'finra', ...fault });
    await expect(finra().shortInterest(['AAPL'], asOf)).rejects.toMatchObject({ name: 'SourceOutage', kind });
  });
});
