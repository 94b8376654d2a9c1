import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAlpacaBroker } from '../../connectors/alpaca/broker.ts';
import { alpacaEndpoints } from '../../connectors/alpaca/endpoints.ts';
import { createAlpacaCalendar } from '../../connectors/alpaca/market-calendar.ts';
import { createAlpacaMarketData } from '../../connectors/alpaca/market-data.ts';
import { marketDay } from '../../db/queries/market/market-days.ts';
import type { BrokerAccountRow } from '../../db/schema.ts';
import { createLogger } from '../../telemetry/log.ts';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { anAccount, aStrategy } from '../../tests/support/rows.ts';
import { type RunningSandbox, startSandbox } from '../../tests/support/sandbox.ts';
import type { CycleDeps } from '../deps.ts';
import { createEvidenceStore } from '../evidence-store.ts';
import { refreshMarketCalendarActivity } from '../jobs/refresh-market-calendar.ts';
import { openCycleActivity } from './open-cycle.ts';

/** The Wednesday before Thanksgiving; the Friday after it is a half day. */
const WEDNESDAY = '2026-11-25T16:00:00Z';
const THANKSGIVING = '2026-11-26T16:00:00Z';
const AFTER_THE_HALF_DAY = '2026-11-27T18:30:00Z';

let database: TestDatabase;
let sandbox: RunningSandbox;
let deps: CycleDeps;
let account: BrokerAccountRow;
let refresh: () => Promise<{ readonly note: string }>;

beforeAll(async () => {
  [database, sandbox] = await Promise.all([
    createTestDatabase(),
    startSandbox({ now: '2026-11-25T15:00:00Z' }),
  ]);
  const { db } = database;
  account = await anAccount(db);
  const options = {
    mode: 'sandbox',
    endpoints: alpacaEndpoints('sandbox', sandbox.url),
    credentials: { keyId: 'session', secretKey: 'any' },
    liveTradingConfirmed: false,
    logger: createLogger({ name: 'test', level: 'silent' }),
  } as const;
  const broker = createAlpacaBroker(options);
  const calendar = createAlpacaCalendar(options);
  const now = () => new Date();
  deps = {
    db,
    now,
    evidence: createEvidenceStore(db),
    tools: [],
    modelsMissing: undefined,
    brokerOf: () => broker,
    marketDataOf: () => createAlpacaMarketData(options),
    accountLook: async () => {
      const askedAt = now().toISOString();
      return { state: await broker.account(), askedAt, answeredAt: now().toISOString() };
    },
  };
  const activity = refreshMarketCalendarActivity({ ...deps, calendarOf: () => calendar });
  refresh = () => activity.refreshMarketCalendar();
});
afterAll(async () => {
  await sandbox.stop();
  await database.drop();
});
beforeEach(() => sandbox.control.resetRequests());

async function open(asOf: string) {
  await sandbox.control.clock({ now: asOf, speed: 0 });
  await sandbox.control.resetRequests();
  // A strategy has one cycle at a time, and nobody ends these.
  const strategy = await aStrategy(database.db, account);
  const opened = await openCycleActivity(deps).openCycle({
    cycleId: `cycle:${strategy.id}:${asOf}`,
    strategyId: strategy.id,
    asOf,
    trigger: 'schedule',
  });
  const { requests } = await sandbox.control.requests();
  const asked = requests.flatMap(({ path, count }) => Array.from({ length: count }, () => path));
  return { opened, asked: asked.toSorted() };
}

describe('the broker’s calendar', () => {
  it('is kept for a year, with half days and holidays', async () => {
    expect((await refresh()).note).toMatch(/^2\d\d sessions among 381 days from 2026-11-15/);
    expect(await marketDay(database.db, '2026-11-26')).toEqual({ date: '2026-11-26', session: undefined });
    expect(await marketDay(database.db, '2026-11-27')).toEqual({
      date: '2026-11-27',
      session: { opensAt: '2026-11-27T14:30:00.000Z', closesAt: '2026-11-27T18:00:00.000Z' },
    });
    expect(await marketDay(database.db, '2029-01-02')).toBeUndefined();
  });
});

describe('a cycle', () => {
  it('is opened within a session', async () => {
    const { opened, asked } = await open(WEDNESDAY);
    expect(opened.kind).toBe('opened');
    expect(asked).toEqual(['/v2/account', '/v2/clock', '/v2/positions']);
  });

  it('on a holiday is skipped with the reason, before anything but the clock is asked', async () => {
    const { opened, asked } = await open(THANKSGIVING);
    expect(opened).toMatchObject({
      kind: 'refused',
      refusal: { code: 'MARKET_CLOSED', message: '2026-11-26 is a holiday: no session.' },
    });
    expect(asked).toEqual(['/v2/clock']);
  });

  it('after the end of a half day is skipped too', async () => {
    const { opened, asked } = await open(AFTER_THE_HALF_DAY);
    expect(opened).toMatchObject({ kind: 'refused' });
    expect(opened.note).toMatch(/2026-11-27, a half day, closed at 2026-11-27T18:00:00.000Z/);
    expect(asked).toEqual(['/v2/clock']);
  });

  it('is judged by the broker’s clock where the calendar has not the day', async () => {
    await database.db.deleteFrom('marketDays').execute();
    const { opened, asked } = await open('2026-11-28T16:00:00Z');
    expect(opened).toMatchObject({ kind: 'refused', refusal: { code: 'MARKET_CLOSED' } });
    expect(opened.note).toMatch(/^The market is closed until /);
    expect(asked).toContain('/v2/account');
  });
});
