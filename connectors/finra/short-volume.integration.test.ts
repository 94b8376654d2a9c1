import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCaches } from '../../resilience/cache.ts';
import { type RunningSandbox, startSandbox } from '../../tests/support/sandbox.ts';
import { createFinraShortVolume } from './short-volume.ts';

// The Monday after Thanksgiving: the newest file is Friday's; on that Friday, Thursday has none.
const MONDAY = '2026-11-30T15:00:00.000Z';
const FRIDAY = '2026-11-27T15:00:00.000Z';
let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ now: MONDAY, speed: 0 });
});
afterAll(async () => {
  await sandbox.stop();
});

test('the sandbox’s files are read like FINRA’s: a holiday has none', async () => {
  const source = createFinraShortVolume({
    baseUrl: `${sandbox.url}/finra`,
    cache: createCaches().make,
    timeoutMs: 5_000,
  });
  const monday = await source.shortVolume(['AAPL', 'BRK.B', 'NOPE'], MONDAY);
  expect([...monday.keys()].sort()).toEqual(['AAPL', 'BRK.B']);
  expect(monday.get('AAPL')).toMatchObject({ date: '2026-11-27', availableAt: '2026-11-28T01:00:00.000Z' });
  expect((await source.shortVolume(['AAPL'], FRIDAY)).get('AAPL')?.date).toBe('2026-11-25');
});
