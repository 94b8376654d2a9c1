import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decimal } from '../../../domain/money.ts';
import { ORDER_STATUSES } from '../../../domain/order.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { riskBooksOf } from '../../../tests/support/risk-books-of.ts';
import {
  aCycle,
  anAcceptedOrder,
  anAccount,
  anIntent,
  aStrategy,
  brokerOrderOf,
  buy,
} from '../../../tests/support/rows.ts';
import type { BrokerAccountRow, Database, OrderRow } from '../../schema.ts';
import { lockAccount } from '../accounts/broker-accounts.ts';
import {
  adoptExternalOrder,
  endUnsent,
  type Intent,
  insertIntent,
  markSubmitting,
  markUnknown,
  observeBrokerOrder,
  orderByClientOrderId,
  ordersOfUser,
  recordRejection,
  requestCancel,
} from './orders.ts';

const REFUSAL = { code: 'INSUFFICIENT_BUYING_POWER', message: 'No.', facts: {} };
const AT = '2026-11-20T15:00:05.000Z';

let database: TestDatabase;
let db: Kysely<Database>;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(async () => {
  await database.drop();
});

async function exposureOf(account: BrokerAccountRow, symbol: string) {
  return (await riskBooksOf(db, account, { symbol })).exposure;
}

async function observe(order: OrderRow, changes: Parameters<typeof brokerOrderOf>[1]) {
  const seen = { accountId: order.accountId, order: brokerOrderOf(order, changes), at: AT };
  return await db.transaction().execute((tx) => observeBrokerOrder(tx, seen));
}

/** An intent that reserves 600 dollars. */
function manualIntent(account: BrokerAccountRow): Intent {
  return {
    clientOrderId: randomUUID(),
    userId: account.userId,
    accountId: account.id,
    cycleId: null,
    source: 'manual',
    request: buy('AAPL', '6'),
    payloadHash: '0'.repeat(64),
    expiresAt: AT,
    status: 'approved',
    reservedNotional: '600',
    approval: { rules: [], quote: null },
    refusal: null,
  };
}

describe('an intent', () => {
  test('is written once for each client order id, and the first one stands', async () => {
    const account = await anAccount(db);
    const first = await anIntent(db, account, { request: buy('AAPL', '10') });
    const second = await anIntent(db, account, {
      clientOrderId: first.clientOrderId,
      request: buy('AAPL', '9999'),
    });
    expect(second).toEqual(first);
  });

  test('carries its cycle’s strategy', async () => {
    const account = await anAccount(db);
    const strategy = await aStrategy(db, account);
    const cycle = await aCycle(db, strategy);
    const order = await anIntent(db, account, { cycleId: cycle.id, source: 'cycle' });
    const page = await ordersOfUser(db, account.userId, { limit: 5, strategyId: strategy.id });
    expect(order.strategyId).toBe(cycle.strategyId);
    expect(page.items.map(({ clientOrderId }) => clientOrderId)).toEqual([order.clientOrderId]);
  });

  test('cannot name an account of another user', async () => {
    const [mine, other] = [await anAccount(db), await anAccount(db)];
    await expect(anIntent(db, { id: other.id, userId: mine.userId })).rejects.toThrow('orders_account');
  });

  test('can stand in every status that the domain has', async () => {
    const account = await anAccount(db);
    const { clientOrderId } = await anIntent(db, account, {});
    for (const status of ORDER_STATUSES) {
      const ended = ['refused', 'filled', 'canceled', 'expired', 'rejected', 'replaced'].includes(status);
      const update = db
        .updateTable('orders')
        .set({ status, terminalAt: ended ? AT : null, refusal: JSON.stringify(REFUSAL), approval: null })
        .where('clientOrderId', '=', clientOrderId)
        .executeTakeFirstOrThrow();
      expect((await update).numUpdatedRows).toBe(1n);
    }
  });

  test('that two write at once cannot spend the same dollar twice', async () => {
    const account = await anAccount(db, { cash: '1000' });
    let judged = 0;
    const approve = async (meanwhile: () => Promise<unknown>): Promise<boolean> =>
      await db.transaction().execute(async (tx) => {
        const { cash } = await lockAccount(tx, account.id);
        const { exposure } = await riskBooksOf(tx, account);
        judged += 1;
        await meanwhile();
        if (
          decimal(cash ?? '0')
            .minus(decimal(exposure.reservedNotional))
            .lessThan(600)
        )
          return false;
        await insertIntent(tx, manualIntent(account));
        return true;
      });
    const isOtherWaiting = async () => {
      const { rows } = await sql<{ pid: number }>`
        select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
        db,
      );
      return rows.length > 0 || judged === 2;
    };
    let second: Promise<boolean> | undefined;
    const first = await approve(async () => {
      second = approve(() => Promise.resolve());
      await expect.poll(isOtherWaiting).toBe(true);
    });
    expect([first, await second]).toEqual([true, false]);
    expect((await exposureOf(account, 'AAPL')).reservedNotional).toBe('600');
  });
});

describe('sending', () => {
  test('is claimed by one of many, and again only after the outcome was unknown', async () => {
    const { clientOrderId } = await anIntent(db, await anAccount(db));
    const claims = await Promise.all(
      Array.from({ length: 8 }, () => markSubmitting(db, clientOrderId, 'approved')),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await markUnknown(db, clientOrderId, 'timeout')).toBe(true);
    expect(await markUnknown(db, clientOrderId, 'timeout')).toBe(false);
    expect(await markSubmitting(db, clientOrderId, 'approved')).toBeUndefined();
    expect(await markSubmitting(db, clientOrderId, 'unknown')).toBeDefined();
  });

  test('is over once the order has ended, whoever comes late', async () => {
    const { clientOrderId } = await anIntent(db, await anAccount(db));
    await endUnsent(db, { clientOrderId, status: 'expired', refusal: REFUSAL, at: AT });
    expect(await markSubmitting(db, clientOrderId, 'approved')).toBeUndefined();
  });

  test('that may have happened cannot be ended as unsent', async () => {
    const { clientOrderId } = await anIntent(db, await anAccount(db));
    await markSubmitting(db, clientOrderId, 'approved');
    const order = await endUnsent(db, { clientOrderId, status: 'expired', refusal: REFUSAL, at: AT });
    expect(order).toMatchObject({ status: 'submitting', reservedNotional: '1000' });
  });
});

describe('the broker’s word', () => {
  test('changes the time of the order each time that it changes the order, and no other time', async () => {
    const order = await anAcceptedOrder(db, await anAccount(db));
    const times = [order.updatedAt.getTime()];
    for (const filledQty of ['1', '2', '2', '3']) {
      const seen = await observe(order, { status: 'partially_filled', filledQty });
      times.push(seen?.order.updatedAt.getTime() ?? 0);
    }
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(new Set(times).size).toBe(4);
  });

  test('never moves an order backwards, and its first end is dated', async () => {
    const order = await anAcceptedOrder(db, await anAccount(db));
    expect((await observe(order, { status: 'canceled', brokerStatus: 'canceled' }))?.changed).toBe(true);
    const late = await observe(order, { status: 'accepted', brokerStatus: 'new' });
    expect(late).toMatchObject({
      changed: false,
      order: {
        status: 'canceled',
        brokerStatus: 'canceled',
        reservedNotional: '0',
        terminalAt: new Date(AT),
      },
    });
  });

  test('of an order that is not in the ledger is told so', async () => {
    const [mine, other] = [await anAccount(db), await anAccount(db)];
    const order = brokerOrderOf(await anIntent(db, other));
    const seen = { accountId: mine.id, order, at: AT };
    expect(await db.transaction().execute((tx) => observeBrokerOrder(tx, seen))).toBeUndefined();
  });

  test('that one intent has two orders is refused', async () => {
    const order = await anAcceptedOrder(db, await anAccount(db));
    await expect(observe(order, { brokerOrderId: 'another' })).rejects.toThrow('also tells of another');
  });

  test('of a rejection ends the order and frees its reservation, once', async () => {
    const { clientOrderId, userId } = await anIntent(db, await anAccount(db));
    const attempt = (await markSubmitting(db, clientOrderId, 'approved'))?.attempt;
    const first = await recordRejection(db, { clientOrderId, attempt, refusal: REFUSAL, at: AT });
    expect(first).toMatchObject({ status: 'rejected', refusal: REFUSAL, reservedNotional: '0' });
    const again = { clientOrderId, attempt, refusal: { ...REFUSAL, code: 'X' }, at: AT };
    expect(await recordRejection(db, again)).toEqual(first);
    const events = await db.selectFrom('outbox').select('subject').where('userId', '=', userId).execute();
    expect(events).toEqual([{ subject: `alphaflow.${userId}.order.rejected` }]);
  });

  test('of a rejection says nothing of an attempt that was made since, nor of an order that the broker has', async () => {
    const intent = await anIntent(db, await anAccount(db));
    const { clientOrderId } = intent;
    const slow = (await markSubmitting(db, clientOrderId, 'approved'))?.attempt;
    const late = { clientOrderId, attempt: slow, refusal: REFUSAL, at: AT };
    await markUnknown(db, clientOrderId, 'timeout');
    const next = (await markSubmitting(db, clientOrderId, 'unknown'))?.attempt;
    expect(await recordRejection(db, late)).toMatchObject({ status: 'submitting', reservedNotional: '1000' });
    await observe(intent, { status: 'accepted' });
    expect(await recordRejection(db, { ...late, attempt: next })).toMatchObject({ status: 'accepted' });
  });

  test('about an order placed elsewhere is adopted once, under an id of its own where the name is taken', async () => {
    const [mine, other] = [await anAccount(db), await anAccount(db)];
    const taken = await anAcceptedOrder(db, other);
    const order = brokerOrderOf(taken, { brokerOrderId: 'elsewhere', limitPrice: '99.999', filledQty: '2' });
    const adopt = () =>
      db.transaction().execute((tx) => adoptExternalOrder(tx, { accountId: mine.id, order }));
    const adopted = await adopt();
    expect(adopted).toMatchObject({
      clientOrderId: `external:${mine.id}:elsewhere`,
      source: 'external',
      filledQty: '0',
      brokerFilledQty: '2',
      reservedNotional: '999.99',
    });
    expect(await adopt()).toEqual(adopted);
    expect(await orderByClientOrderId(db, taken.clientOrderId)).toEqual(taken);
  });
});

test('a wish to cancel is dated once, and an ended order is left alone', async () => {
  const order = await anAcceptedOrder(db, await anAccount(db));
  const first = await requestCancel(db, order.clientOrderId);
  expect(first?.cancelRequestedAt).toBeInstanceOf(Date);
  expect((await requestCancel(db, order.clientOrderId))?.cancelRequestedAt).toEqual(first?.cancelRequestedAt);
  const ended = await anAcceptedOrder(db, await anAccount(db));
  await observe(ended, { status: 'filled', brokerStatus: 'filled' });
  expect((await requestCancel(db, ended.clientOrderId))?.cancelRequestedAt).toBeNull();
});
