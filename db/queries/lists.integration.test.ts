import type { Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { appendMadeEvent } from '../../tests/support/made-event.ts';
import {
  aCycle,
  anAcceptedOrder,
  anAccount,
  anIntent,
  anOwner,
  aStrategy,
  executionsOf,
} from '../../tests/support/rows.ts';
import { InvalidCursor, type Page, type PageRequest } from '../page.ts';
import type { BrokerAccountRow, Database } from '../schema.ts';
import { ensureBrokerAccount } from './accounts/broker-accounts.ts';
import { appendAudit, auditOfUser } from './audit/audit.ts';
import { bookExecution, fillsOfUser } from './books/fills.ts';
import {
  insertReconciliation,
  latestReconciliation,
  reconciliationsOfAccount,
} from './books/reconciliations.ts';
import { cyclesOfStrategy } from './cycles/cycles.ts';
import { archiveStrategy, insertStrategy, strategiesOfUser } from './cycles/strategies.ts';
import {
  becomeCarrier,
  lastPlace,
  markPublished,
  publishedAfter,
  unpublishedEvents,
} from './events/outbox.ts';
import { ensureOwner } from './identity/users.ts';
import { endUnsent, ordersOfUser } from './orders/orders.ts';

let database: TestDatabase;
let db: Kysely<Database>;
let account: BrokerAccountRow;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  account = await anAccount(db);
});
afterAll(async () => {
  await database.drop();
});

/** All items of a list, read two at a time. */
async function all<T>(read: (request: PageRequest) => Promise<Page<T>>): Promise<readonly T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read({ limit: 2, cursor });
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}

describe('a list', () => {
  test('read page by page gives every row once, in its order, also where times are equal', async () => {
    const { userId } = account;
    const orders = await Promise.all(Array.from({ length: 7 }, () => anIntent(db, account)));
    await db.updateTable('orders').set({ updatedAt: new Date() }).execute();
    const strategies = await Promise.all(Array.from({ length: 5 }, () => aStrategy(db, account)));
    const [strategy] = strategies;
    if (strategy === undefined) throw new Error('a strategy');
    for (const minute of ['01', '02', '03', '04', '05'])
      await aCycle(db, strategy, `2026-11-20T15:${minute}:00.000Z`);
    const order = await anAcceptedOrder(db, account, {});
    const { clientOrderId } = order;
    const executions = executionsOf(order, '2', ['1', '2', '3', '4', '5']).map((e) => ({
      ...e,
      at: '2026-11-20T15:00:00.000Z',
    }));
    for (const execution of executions) {
      await bookExecution(db, { accountId: account.id, clientOrderId, execution, bookedFrom: 'rest' });
    }
    for (const target of ['a', 'b', 'c']) {
      await appendAudit(db, { userId, actor: 'test', action: 'x', target, result: 'ok' });
    }
    const money = { brokerEquity: '1', brokerCash: '1', brokerTime: new Date() };
    for (const drift of [0, 1, 2]) {
      await insertReconciliation(db, {
        accountId: account.id,
        cycleId: null,
        drift,
        differences: [],
        adopted: 0,
        ...money,
      });
    }

    const read = await all((request) => ordersOfUser(db, userId, request));
    expect(read.map((row) => row.clientOrderId).sort()).toEqual(
      [...orders, order].map((o) => o.clientOrderId).sort(),
    );
    expect(read.map((row) => row.createdAt)).toEqual(
      read.map((row) => row.createdAt).sort((a, b) => b.getTime() - a.getTime()),
    );
    expect(await all((request) => strategiesOfUser(db, userId, request))).toHaveLength(5);
    const cycles = await all((request) => cyclesOfStrategy(db, userId, strategy.id, request));
    expect(cycles.map((cycle) => cycle.asOf.getUTCMinutes())).toEqual([5, 4, 3, 2, 1]);
    const fills = await all((request) => fillsOfUser(db, userId, request));
    expect(new Set(fills.map((fill) => fill.executionId)).size).toBe(5);
    expect(await all((request) => fillsOfUser(db, userId, { ...request, symbol: 'MSFT' }))).toEqual([]);
    const entries = await all((request) => auditOfUser(db, userId, request));
    expect(entries.filter((e) => e.action === 'x').map((e) => e.target)).toEqual(['c', 'b', 'a']);
    const reconciliations = await all((request) => reconciliationsOfAccount(db, userId, account.id, request));
    expect(reconciliations).toHaveLength(3);
    expect(reconciliations[0]).toEqual(await latestReconciliation(db, account.id));
  });

  test('of orders tells open from closed', async () => {
    const other = await anAccount(db);
    const open = await anIntent(db, other);
    const closed = await anIntent(db, other);
    const { clientOrderId } = closed;
    const refusal = { code: 'EXPIRED', message: 'Too late.', facts: {} };
    await endUnsent(db, { clientOrderId, status: 'expired', refusal, at: new Date() });
    const ids = async (status: 'open' | 'closed' | 'all' | 'expired') =>
      (await ordersOfUser(db, other.userId, { limit: 9, status })).items.map((row) => row.clientOrderId);
    expect(await ids('open')).toEqual([open.clientOrderId]);
    expect(await ids('closed')).toEqual([clientOrderId]);
    expect(await ids('expired')).toEqual([clientOrderId]);
    expect(await ids('all')).toHaveLength(2);
  });

  test('of orders and fills keep to an account, an order and a time', async () => {
    const mine = await anAccount(db);
    const second = await anAccount(db, { userId: mine.userId });
    const order = await anAcceptedOrder(db, mine, {});
    const { clientOrderId } = order;
    await anIntent(db, second);
    for (const execution of executionsOf(order, '5', ['100', '101'])) {
      await bookExecution(db, { accountId: mine.id, clientOrderId, execution, bookedFrom: 'rest' });
    }
    const orders = async (wanted: object) =>
      (await ordersOfUser(db, mine.userId, { limit: 9, ...wanted })).items.length;
    const fills = async (wanted: object) =>
      (await fillsOfUser(db, mine.userId, { limit: 9, ...wanted })).items.length;
    const [before, after] = ['2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z'];
    expect(await orders({ accountId: mine.id })).toBe(1);
    expect(await orders({ accountId: second.id })).toBe(1);
    expect(await orders({ accountId: 'no uuid' })).toBe(0);
    expect(await orders({ from: before, until: after })).toBe(2);
    expect(await orders({ from: after })).toBe(0);
    expect(await fills({ accountId: mine.id, clientOrderId })).toBe(2);
    expect(await fills({ accountId: second.id })).toBe(0);
    expect(await fills({ clientOrderId: 'another' })).toBe(0);
    expect(await fills({ until: before })).toBe(0);
    expect(await fills({ from: before })).toBe(2);
  });

  test.each(['', 'x', 'bm8', Buffer.from('["2026-99-99T00:00:00.000Z","a"]').toString('base64url')])(
    'refuses the cursor %j, which none of its pages gave',
    async (cursor) => {
      await expect(ordersOfUser(db, account.userId, { limit: 1, cursor })).rejects.toThrow(InvalidCursor);
    },
  );
});

describe('the outbox', () => {
  test('is carried in order, by one carrier at a time, and keeps the place of each event', async () => {
    const { id: userId } = await anOwner(db);
    await db.deleteFrom('outbox').execute();
    for (const n of [1, 2, 3]) await appendMadeEvent(db, { userId, type: 'test.made', payload: { n } });
    await db.transaction().execute(async (tx) => {
      const carrier = await becomeCarrier(tx);
      expect(carrier).toEqual({ installation: expect.stringMatching(/^[0-9a-f-]{36}$/), lastPlace: 0 });
      expect(await db.transaction().execute(becomeCarrier)).toBeUndefined();
    });
    const two = await unpublishedEvents(db, 2);
    expect(two.map((row) => row.payload)).toEqual([{ n: 1 }, { n: 2 }]);
    await markPublished(
      db,
      two.map(({ id }, index) => ({ id, seq: 7 + index })),
    );
    expect((await unpublishedEvents(db, 9)).map((row) => row.payload)).toEqual([{ n: 3 }]);
    expect(await lastPlace(db)).toBe(8);
    expect((await db.transaction().execute(becomeCarrier))?.lastPlace).toBe(8);
    expect((await publishedAfter(db, 7, 9)).map((row) => [row.payload, row.streamSeq])).toEqual([
      [{ n: 2 }, '8'],
    ]);
  });

  test('takes no subject that a listener could not name', async () => {
    const { id: userId } = await anOwner(db);
    await expect(appendMadeEvent(db, { userId, type: 'a.b.>', payload: {} })).rejects.toThrow(
      'outbox_subject',
    );
  });
});

test('the owner and an account are made once, by however many processes that start at once', async () => {
  const owner = { email: 'Local@Example.Test', displayName: 'Local owner' };
  const users = await Promise.all(Array.from({ length: 6 }, () => ensureOwner(db, owner)));
  expect(new Set(users.map((user) => user.id)).size).toBe(1);
  const userId = users[0]?.id ?? '';
  const wanted = { userId, name: 'local', mode: 'sandbox' as const, keyRef: 'local' };
  const accounts = await Promise.all(Array.from({ length: 6 }, () => ensureBrokerAccount(db, wanted)));
  expect(new Set(accounts.map((row) => row.id)).size).toBe(1);
});

test('the name of a strategy is free again once it is archived', async () => {
  const { id, userId, accountId, name, kind, parameters, universe, intervalSeconds } = await aStrategy(
    db,
    account,
  );
  const again = () =>
    insertStrategy(db, { userId, accountId, name, kind, parameters, universe, intervalSeconds });
  await expect(again()).rejects.toThrow('strategies_name_unique');
  await archiveStrategy(db, userId, id);
  expect((await again()).name).toBe(name);
});
