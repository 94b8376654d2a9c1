import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clearLatch, raiseLatches } from '../../db/queries/accounts/latches.ts';
import { deleteRule, insertRule, rulesOfUser } from '../../db/queries/alerts/alert-rules.ts';
import { acknowledgeAlert, alertsOfUser } from '../../db/queries/alerts/alerts.ts';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import { keepMarketStream, tellStreamLive, tellStreamStale } from '../../db/queries/market/market-streams.ts';
import { keepProbeResults } from '../../db/queries/probes/integration-probes.ts';
import { keepSourceFigures } from '../../db/queries/sources/source-figures.ts';
import type { BrokerAccountRow, Database } from '../../db/schema.ts';
import { DEFAULT_RULES } from '../../domain/alerts/default-rules.ts';
import type { UserEvent } from '../../domain/ports/event-bus.ts';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { anAccount, anIntent } from '../../tests/support/rows.ts';
import { evaluateAlertsActivity } from './evaluate-alerts.ts';
import { takeInEvent } from './take-in-event.ts';

let database: TestDatabase;
let db: Kysely<Database>;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

const START = Date.parse('2026-11-20T15:00:00.000Z');
let clock = START;
const now = () => new Date(clock);
const deps = () => ({
  db,
  now,
  modelUsdPerDay: '5',
  marketDataOf: () => {
    throw new Error('no rule asks about prices');
  },
});
const judge = async (userId: string) => evaluateAlertsActivity(deps()).evaluateUserAlerts({ userId });

async function told(userId: string) {
  const { items } = await alertsOfUser(db, userId, { limit: 50 });
  return items.map(({ kind, subject, state }) => [kind, subject, state]);
}

async function eventsOf(userId: string) {
  const rows = await db
    .selectFrom('outbox')
    .select('subject')
    .where('userId', '=', userId)
    .where('subject', 'like', '%.alert.%')
    .orderBy('id')
    .execute();
  return rows.map(({ subject }) => subject.split('.').at(-1));
}

function fillOf(account: BrokerAccountRow, changes: Partial<UserEvent> = {}): UserEvent {
  const payload = {
    accountId: account.id,
    clientOrderId: 'o-1',
    symbol: 'AAPL',
    side: 'buy',
    qty: '1',
    price: '9',
  };
  const at = now().toISOString();
  const { userId } = account;
  const subject = `alphaflow.${userId}.fill.booked`;
  return { id: randomUUID(), userId, subject, type: 'fill.booked', version: 1, at, payload, ...changes };
}

describe('the rules of a user', () => {
  test('are there from the first evaluation on, once, and one that was deleted stays deleted', async () => {
    const { userId } = await anAccount(db);
    await Promise.all([judge(userId), judge(userId), judge(userId)]);
    const { items } = await rulesOfUser(db, userId, { limit: 50 });
    expect(new Set(items.map(({ defaultKey }) => defaultKey))).toEqual(
      new Set(DEFAULT_RULES.map(({ key }) => key)),
    );
    expect(items).toHaveLength(DEFAULT_RULES.length);
    const [one] = items;
    await deleteRule(db, userId, one?.id ?? '');
    await judge(userId);
    expect((await rulesOfUser(db, userId, { limit: 50 })).items).toHaveLength(DEFAULT_RULES.length - 1);
  });

  test('tell of a drift once, whoever judges how often, and of its end, with an event for each', async () => {
    const account = await anAccount(db);
    const { userId } = account;
    await inTransaction(db, (tx) => raiseLatches(tx, account, [{ code: 'DRIFT', facts: { cash: '1' } }]));
    await Promise.all([judge(userId), judge(userId), judge(userId), judge(userId)]);
    expect(await told(userId)).toEqual([['drift', account.id, 'firing']]);
    const [alert] = (await alertsOfUser(db, userId, { limit: 1 })).items;
    const seen = { userId, id: alert?.id ?? '', by: 'me' };
    expect(await inTransaction(db, (tx) => acknowledgeAlert(tx, seen))).toMatchObject({
      acknowledgedBy: 'me',
    });
    expect(await inTransaction(db, (tx) => acknowledgeAlert(tx, seen))).toBeUndefined();
    await judge(userId);
    expect(await told(userId)).toEqual([['drift', account.id, 'acknowledged']]);
    await inTransaction(db, (tx) =>
      clearLatch(tx, { accountId: account.id, code: 'DRIFT', clearedBy: 'me' }),
    );
    await judge(userId);
    expect(await told(userId)).toEqual([['drift', account.id, 'resolved']]);
    expect(await eventsOf(userId)).toEqual(['firing', 'acknowledged', 'resolved']);
  });

  test('tell of a market stream that stays stale, once however often it comes and goes, and of its end', async () => {
    const account = await anAccount(db);
    const { userId } = account;
    await keepMarketStream(db, account.id, { symbols: ['KO'], leftOut: [] });
    await judge(userId);
    const firingAfter = async (seconds: number) => {
      clock += seconds * 1_000;
      await judge(userId);
      return (await told(userId)).filter(([kind]) => kind === 'market-stale');
    };
    await tellStreamStale(db, account.id, 'silent');
    expect(await firingAfter(0)).toEqual([]);
    expect(await firingAfter(61)).toEqual([['market-stale', account.id, 'firing']]);
    await tellStreamLive(db, account.id);
    expect(await firingAfter(0)).toEqual([['market-stale', account.id, 'firing']]);
    await tellStreamStale(db, account.id, 'disconnected');
    expect(await firingAfter(90)).toEqual([['market-stale', account.id, 'firing']]);
    await tellStreamLive(db, account.id);
    expect(await firingAfter(0)).toEqual([['market-stale', account.id, 'firing']]);
    expect(await firingAfter(121)).toEqual([['market-stale', account.id, 'resolved']]);
    expect(await eventsOf(userId)).toEqual(['firing', 'resolved']);
  });

  test('tell of a burst of refusals, and of its end when none has come for a while', async () => {
    const account = await anAccount(db);
    const { userId } = account;
    clock = Date.now();
    const refusal = { code: 'NOTIONAL_LIMIT', message: 'too large', facts: {} };
    for (let n = 0; n < 5; n += 1) {
      expect(await told(userId)).toEqual([]);
      await anIntent(db, account, { status: 'refused', refusal, approval: null, reservedNotional: '0' });
      await judge(userId);
    }
    expect(await told(userId)).toEqual([['refusal', account.id, 'firing']]);
    clock += 10 * 60_000 + 5_000;
    await judge(userId);
    clock += 4 * 60_000;
    await judge(userId);
    expect(await told(userId)).toEqual([['refusal', account.id, 'firing']]);
    clock += 60_000;
    await judge(userId);
    expect(await told(userId)).toEqual([['refusal', account.id, 'resolved']]);
  });
});

describe('an integration point', () => {
  const probed = async (outcome: 'passed' | 'failed') => {
    const result = { id: 'external.edgar', ms: 1, note: 'no answer', outcome } as const;
    await keepProbeResults(db, [{ ...result, breach: outcome === 'failed' }]);
  };

  test('that fails again and again raises an alert for owners, which ends when it has passed for a while', async () => {
    const [owner, stranger] = [await anAccount(db), await anAccount(db)];
    await db.updateTable('users').set({ role: 'viewer' }).where('id', '=', stranger.userId).execute();
    await keepSourceFigures(db, 'a worker', { sources: [], caches: [] });
    clock = Date.now();
    const judgedAt = async (seconds: number) => {
      clock += seconds * 1_000;
      await judge(owner.userId);
      return (await told(owner.userId)).filter(([kind]) => kind === 'source-down');
    };
    const subject = 'integration external.edgar';
    for (let failures = 1; failures <= 2; failures += 1) await probed('failed');
    expect(await judgedAt(0)).toEqual([]);
    await probed('failed');
    expect(await judgedAt(0)).toEqual([]);
    expect(await judgedAt(61)).toEqual([['source-down', subject, 'firing']]);
    await probed('passed');
    expect(await judgedAt(30)).toEqual([['source-down', subject, 'firing']]);
    expect(await judgedAt(121)).toEqual([['source-down', subject, 'resolved']]);
    await judge(stranger.userId);
    expect(await told(stranger.userId)).toEqual([]);
  });
});

describe('an event of the bus', () => {
  test('raises an alert once, however often it comes, to however many consumers at once', async () => {
    const account = await anAccount(db);
    const { userId, id: accountId } = account;
    await insertRule(db, {
      userId,
      name: 'Fills',
      severity: 'info',
      terms: { kind: 'fill', symbol: 'AAPL' },
    });
    const event = fillOf(account);
    const news = await Promise.all(Array.from({ length: 6 }, () => takeInEvent(deps(), event)));
    expect(news.filter(Boolean)).toHaveLength(1);
    expect(await told(userId)).toEqual([['fill', 'o-1', 'firing']]);
    await takeInEvent(
      deps(),
      fillOf(account, { payload: { accountId, clientOrderId: 'o-2', symbol: 'KO' } }),
    );
    expect(await told(userId)).toHaveLength(1);
    expect(await eventsOf(userId)).toEqual(['firing']);
    clock += 16 * 60_000;
    await judge(userId);
    expect(await told(userId)).toEqual([['fill', 'o-1', 'resolved']]);
  });

  test('that is history, or nobody’s, is taken in and told to nobody', async () => {
    const account = await anAccount(db);
    const { userId } = account;
    await insertRule(db, { userId, name: 'Fills', severity: 'info', terms: { kind: 'fill' } });
    const old = new Date(clock - 61 * 60_000).toISOString();
    expect(await takeInEvent(deps(), fillOf(account, { at: old }))).toBe(false);
    expect(await takeInEvent(deps(), fillOf(account, { userId: randomUUID() }))).toBe(true);
    expect(await told(userId)).toEqual([]);
  });

  test('that cannot be taken in whole is not taken in at all', async () => {
    const account = await anAccount(db);
    const { userId } = account;
    await insertRule(db, { userId, name: 'Fills', severity: 'info', terms: { kind: 'fill' } });
    const event = fillOf(account);
    const failing = {
      db,
      now: (() => {
        let calls = 0;
        return () => {
          calls += 1;
          if (calls > 1) throw new Error('the process dies here');
          return now();
        };
      })(),
    };
    await expect(takeInEvent(failing, event)).rejects.toThrow('dies here');
    expect(await takeInEvent(deps(), event)).toBe(true);
    expect(await told(userId)).toEqual([['fill', 'o-1', 'firing']]);
  });
});
