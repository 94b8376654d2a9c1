import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type RunningSandbox, startSandbox } from '../../tests/support/sandbox.ts';
import { edgarAt } from './testing/edgar-at.ts';

const asOf = '2026-03-02T15:00:00.000Z';
const query = { forms: ['10-K', '10-Q', '8-K'], limit: 8, asOf };
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

function edgar() {
  return edgarAt(sandbox.url, { timeoutMs: 2_000 });
}

describe('EDGAR in the sandbox', () => {
  test('tells the newest filings that are known by then', async () => {
    const found = await edgar().filings.recentFilings('AAPL', query);
    expect(found?.length).toBeGreaterThan(0);
    expect(found?.every(({ availableAt, form }) => availableAt <= asOf && query.forms.includes(form))).toBe(
      true,
    );
    const times = found?.map(({ availableAt }) => availableAt);
    expect(times).toEqual(times?.toSorted().toReversed());
    expect(await edgar().filings.recentFilings('NOPE', query)).toBeUndefined();
  });

  test.each([
    ['status 403', { effect: 'status', status: 403 }, 'unauthorized'],
    ['status 503', { effect: 'status', status: 503 }, 'server-error'],
    ['malformed', { effect: 'malformed' }, 'malformed'],
    ['reset', { effect: 'reset' }, 'network'],
    ['hang', { effect: 'hang' }, 'timeout'],
  ])('%s is an outage', async (_name, fault, kind) => {
    await sandbox.control.fault({ system: 'edgar', ...fault });
    await expect(edgar().filings.recentFilings('AAPL', query)).rejects.toMatchObject({
      name: 'SourceOutage',
      kind,
    });
  });
});
