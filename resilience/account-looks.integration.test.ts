import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendOrderEvent } from '../db/queries/orders/order-events.ts';
import type { BrokerAccountRow } from '../db/schema.ts';
import type { BrokerAccountState } from '../domain/portfolio.ts';
import { createTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { anAcceptedOrder, anAccount } from '../tests/support/rows.ts';
import { createAccountLooks } from './account-looks.ts';
import { createCaches } from './cache.ts';
import { aBroker } from './testing/a-broker.ts';

let database: TestDatabase;
let account: BrokerAccountRow;
beforeAll(async () => {
  database = await createTestDatabase();
  account = await anAccount(database.db);
});
afterAll(async () => {
  await database.drop();
});

const STATE: BrokerAccountState = {
  accountNumber: 'A',
  status: 'ACTIVE',
  currency: 'USD',
  cash: '1',
  equity: '1',
  buyingPower: '1',
  tradingBlocked: false,
};
const FIVE_MINUTES = 300_000;

function looking() {
  const clock = { ms: Date.parse('2026-03-02T15:00:00Z') };
  const counts = { asked: 0 };
  const caches = createCaches(() => clock.ms);
  const broker = aBroker({
    account: async () => {
      counts.asked += 1;
      return { ...STATE, equity: String(counts.asked) };
    },
  });
  const looks = createAccountLooks({
    db: database.db,
    cache: caches.make,
    now: () => new Date(clock.ms),
  });
  const look = async (maxAgeMs = FIVE_MINUTES) => looks(account.id, broker, maxAgeMs);
  return { clock, counts, look, caches };
}

test('a look serves for five minutes and no longer, and for less where less is asked', async () => {
  const { clock, look } = looking();
  const first = await look();
  clock.ms += FIVE_MINUTES - 1;
  expect(await look()).toEqual(first);
  expect((await look(1_000)).state.equity).toBe('2');
  clock.ms += FIVE_MINUTES;
  expect((await look()).state.equity).toBe('3');
});

test('callers that come together ask the broker once', async () => {
  const { counts, look } = looking();
  await Promise.all(Array.from({ length: 20 }, () => look()));
  expect(counts.asked).toBe(1);
});

test('an order that moves, through whichever worker, ends what was kept', async () => {
  const { look } = looking();
  const { clientOrderId } = await anAcceptedOrder(database.db, account);
  expect((await look()).state.equity).toBe('1');
  await appendOrderEvent(database.db, { clientOrderId, kind: 'fill' });
  expect((await look()).state.equity).toBe('2');
});

test('while an order is on its way to the broker nothing is kept', async () => {
  const { look } = looking();
  const { clientOrderId } = await anAcceptedOrder(database.db, account);
  const setStatus = (status: 'unknown' | 'accepted') =>
    database.db.updateTable('orders').set({ status }).where('clientOrderId', '=', clientOrderId).execute();
  await setStatus('unknown');
  expect([(await look()).state.equity, (await look()).state.equity]).toEqual(['1', '2']);
  await setStatus('accepted');
  expect([(await look()).state.equity, (await look()).state.equity]).toEqual(['3', '3']);
});

test('a kept account is read in under 5 ms, the question to the ledger included', async () => {
  const { look } = looking();
  await look();
  const bareTimes: number[] = [];
  const lookTimes: number[] = [];
  const timed = async (into: number[], work: () => Promise<unknown>): Promise<void> => {
    const startedAt = performance.now();
    await work();
    into.push(performance.now() - startedAt);
  };
  for (let read = 0; read < 200; read += 1) {
    await timed(bareTimes, () => sql`select 1`.execute(database.db));
    await timed(lookTimes, look);
  }
  const median = (of: number[]): number => of.sort((a, b) => a - b)[100] ?? Number.NaN;
  const [bare, kept] = [median(bareTimes), median(lookTimes)];
  const ms = (time: number): string => `${time.toFixed(2)} ms`;
  process.stdout.write(`a kept account is read in ${ms(kept)}, select 1 in ${ms(bare)} (medians of 200)\n`);
  // On a machine that has other things to do even a bare question takes longer.
  expect(kept).toBeLessThan(Math.max(5, 5 * bare));
});
