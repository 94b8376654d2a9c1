import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportPerformanceActivity } from '../../activities/jobs/report-performance.ts';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { appendMadeEvent } from '../../tests/support/made-event.ts';
import {
  aCycle,
  anAcceptedOrder,
  anAccount,
  anOwner,
  aStrategy,
  buy,
  executionsOf,
} from '../../tests/support/rows.ts';
import { bookExecution } from './books/book-execution.ts';
import { insertReconciliation } from './books/reconciliations.ts';
import { performanceReports } from './cycles/strategy-performance.ts';
import { dropOldEvents } from './events/event-retention.ts';
import { markPublished, unpublishedEvents } from './events/outbox.ts';
import { keepBars } from './market/bars.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe('events', () => {
  it('that were carried before the moment go, in batches; the newest place and what waits stay', async () => {
    const { db } = database;
    const { id: userId } = await anOwner(db);
    const old = new Date(Date.now() - 40 * 86_400_000);
    const event = { userId, type: 'probe.sent', payload: {} };
    for (let count = 1; count <= 5; count += 1) await appendMadeEvent(db, event);
    const [, ...carried] = (await unpublishedEvents(db, 5)).toReversed();
    await markPublished(
      db,
      carried.toReversed().map(({ id }, index) => ({ id, seq: index + 1 })),
    );
    await db.updateTable('outbox').set({ publishedAt: old }).where('publishedAt', 'is not', null).execute();
    const before = new Date(Date.now() - 30 * 86_400_000);
    expect(await dropOldEvents(db, { before, limit: 2 })).toBe(2);
    expect(await dropOldEvents(db, { before, limit: 2 })).toBe(1);
    expect(await dropOldEvents(db, { before, limit: 2 })).toBe(0);
    const left = await db.selectFrom('outbox').select('streamSeq').orderBy('id').execute();
    expect(left.map(({ streamSeq }) => streamSeq)).toEqual(['4', null]);
  });
});

describe('the performance report', () => {
  it('is made of a strategy’s fills, its symbols’ closes and the account’s equity, and replaces itself', async () => {
    const { db } = database;
    const account = await anAccount(db);
    const strategy = await aStrategy(db, account);
    const cycle = await aCycle(db, strategy);
    const order = await anAcceptedOrder(db, account, {
      cycleId: cycle.id,
      source: 'cycle',
      request: buy('AAPL', '10'),
    });
    for (const execution of executionsOf(order, '10', ['100'])) {
      await bookExecution(db, {
        accountId: account.id,
        clientOrderId: order.clientOrderId,
        execution,
        bookedFrom: 'rest',
      });
    }
    const bar = (date: string, close: string) => ({
      start: `${date}T05:00:00.000Z`,
      open: close,
      high: close,
      low: close,
      close,
      volume: '1',
    });
    const about = { feed: 'test', timeframe: '1Day', fetchedAt: new Date() } as const;
    await keepBars(db, about, new Map([['AAPL', [bar('2026-11-20', '101'), bar('2026-11-23', '99')]]]));
    for (const brokerTime of ['2026-11-20T15:00:00Z', '2026-11-20T20:59:00Z']) {
      await insertReconciliation(db, {
        accountId: account.id,
        cycleId: null,
        drift: 0,
        differences: [],
        adopted: 0,
        brokerEquity: brokerTime.includes('T20') ? '1000' : '2000',
        brokerCash: '0',
        brokerTime,
      });
    }
    const report = reportPerformanceActivity({
      db,
      now: () => new Date('2026-11-24T06:00:00Z'),
      evidence: { put: () => Promise.resolve([]), read: () => Promise.reject(new Error('not asked')) },
      brokerOf: () => {
        throw new Error('the broker is not asked');
      },
      marketDataOf: () => FEED_ALONE,
    });
    expect(await report.strategiesToReport()).toEqual([{ id: strategy.id, name: strategy.name }]);
    for (let run = 1; run <= 2; run += 1) {
      expect(await report.reportPerformance({ strategyId: strategy.id })).toEqual({
        note: '2 days to 2026-11-23, -10 dollars',
      });
    }
    const [latest, ...others] = await performanceReports(db, account.userId, strategy.id);
    expect(others).toEqual([]);
    expect(latest?.figures).toMatchObject({ firstDate: '2026-11-20', days: 2, pnl: '-10', turnover: 0 });
    expect(latest?.figures.totalReturn).toBeCloseTo(1.01 * 0.98 - 1, 12);
    expect(await performanceReports(db, randomUUID(), strategy.id)).toEqual([]);
  });
});

function notAsked(): never {
  throw new Error('the market is not asked');
}
const FEED_ALONE = {
  feed: 'test',
  bars: notAsked,
  barsPage: notAsked,
  splits: notAsked,
  quotesPage: notAsked,
  tradesPage: notAsked,
  snapshots: notAsked,
  stream: notAsked,
  news: notAsked,
  newsPage: notAsked,
};
