import * as fc from 'fast-check';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountById } from '../../db/queries/accounts/broker-accounts.ts';
import { fillsSince } from '../../db/queries/books/fills.ts';
import { eventsOfOrder } from '../../db/queries/orders/order-events.ts';
import { orderByClientOrderId } from '../../db/queries/orders/orders.ts';
import type { BrokerAccountRow, Database } from '../../db/schema.ts';
import { decimal } from '../../domain/money.ts';
import { pricesAgree } from '../../domain/reconciling/prices-agree.ts';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { ADOPTED_AT, anAcceptedOrder, anAccount, buy, sell } from '../../tests/support/rows.ts';
import { positionsOf, type SimulatedBroker, simulateBroker } from '../../tests/support/simulated-broker.ts';
import type { BrokerDeps } from '../deps.ts';
import { takeInUpdate } from '../orders/take-in-order.ts';
import { createReconcileActivities } from './reconcile-activities.ts';

let database: TestDatabase;
let db: Kysely<Database>;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(async () => {
  await database.drop();
});

const CASH = '100000';
const FROM = '2026-11-20T15:00:00.000Z';

interface Desk extends SimulatedBroker {
  readonly account: BrokerAccountRow;
  readonly ids: readonly string[];
  /** The stream tells of what happened as number `index`. */
  deliver(index: number): Promise<void>;
  reconcile(): Promise<number>;
}

/** Two buys and a sale that stand at the broker, all of the same two symbols. */
async function open(options: { readonly stepMs: number; readonly reopens?: boolean }): Promise<Desk> {
  const account = await anAccount(db, { cash: CASH });
  const requests = [buy('AAPL', '10'), sell('AAPL', '12'), buy('MSFT', '6')];
  const rows = [];
  for (const request of requests) rows.push(await anAcceptedOrder(db, account, { request }));
  const simulated = simulateBroker({
    orders: rows.map(({ clientOrderId, symbol, side, qty }) => ({
      clientOrderId,
      symbol,
      side,
      qty: qty ?? '',
    })),
    cash: CASH,
    from: FROM,
    stepMs: options.stepMs,
    reopens: options.reopens === true,
  });
  // A minute on, when nothing that was booked is still in motion.
  const now = () => new Date(Date.now() + 60_000);
  const deps: BrokerDeps = { db, now, brokerOf: () => simulated.broker };
  return {
    ...simulated,
    account,
    ids: rows.map(({ clientOrderId }) => clientOrderId),
    async deliver(index) {
      const update = simulated.events[index];
      if (update !== undefined) await takeInUpdate(deps, account, update);
    },
    async reconcile() {
      return (await createReconcileActivities(deps).reconcileAccount({ accountId: account.id })).drift;
    },
  };
}

async function booksOf({ account, ids }: Desk) {
  const [now, positions, fills, ...orders] = await Promise.all([
    accountById(db, account.id),
    db.selectFrom('positions').selectAll().where('accountId', '=', account.id).orderBy('symbol').execute(),
    fillsSince(db, account.id, ADOPTED_AT),
    ...ids.map((id) => orderByClientOrderId(db, id)),
  ]);
  return { cash: now?.cash ?? '', positions, fills, orders };
}

/** The ledger is what the executions that stand at the broker make of it. */
async function expectTheBrokersBooks(desk: Desk): Promise<void> {
  const { cash, positions, fills, orders } = await booksOf(desk);
  const { cash: theirs } = await desk.broker.account();
  expect(cash).toBe(theirs);
  const expected = positionsOf(desk.standing());
  for (const { symbol, qty, avgEntryPrice, realizedPnl } of positions) {
    const other = expected.get(symbol) ?? { qty: '0', avgEntryPrice: '0', realizedPnl: '0' };
    expect([symbol, qty]).toEqual([symbol, other.qty]);
    expect(pricesAgree(avgEntryPrice, other.avgEntryPrice)).toBe(true);
    expect(decimal(realizedPnl).minus(other.realizedPnl).abs().toNumber()).toBeLessThan(1e-9);
  }
  expect(fills).toHaveLength(desk.standing().length);
  const told = await desk.broker.orders({ status: 'all', after: FROM });
  for (const order of orders) {
    const other = told.find(({ clientOrderId }) => clientOrderId === order?.clientOrderId);
    expect(order).toMatchObject({
      status: other?.status,
      filledQty: other?.filledQty,
      brokerFilledQty: other?.filledQty,
      isExposed: other?.status !== 'filled',
    });
    const [ours, average] = [order?.filledAvgPrice ?? null, other?.filledAvgPrice ?? null];
    expect(ours === null).toBe(average === null);
    expect(pricesAgree(ours ?? '0', average ?? '0')).toBe(true);
  }
}

describe('a trade that was taken back', () => {
  test('is out of order, position, cash and profit, and told of, once', async () => {
    const desk = await open({ stepMs: 1_000 });
    desk.fill(0, 4, 100);
    desk.fill(0, 3, 110);
    desk.fill(1, 5, 120);
    desk.bust(0, 0);
    for (const index of [0, 1, 2, 3, 3]) await desk.deliver(index);
    await expectTheBrokersBooks(desk);
    expect(await booksOf(desk)).toMatchObject({
      cash: '100270',
      positions: [{ symbol: 'AAPL', qty: '-2', avgEntryPrice: '120', realizedPnl: '30' }],
      orders: [{ status: 'partially_filled', filledQty: '3', filledAvgPrice: '110' }, {}, {}],
    });
    const [id = ''] = desk.ids;
    const events = await eventsOfOrder(db, desk.account.userId, id);
    expect(events.filter(({ kind }) => kind === 'fill-busted')).toMatchObject([
      { data: { executionId: `${id}-1`, wasBooked: true, qty: '4', price: '100', knownFrom: 'stream' } },
    ]);
    const audit = await db.selectFrom('audit').selectAll().where('target', '=', id).execute();
    expect(audit.map(({ action }) => action)).toEqual(['fill.booked', 'fill.booked', 'fill.busted']);
    const subject = `alphaflow.${desk.account.userId}.fill.busted`;
    expect(await db.selectFrom('outbox').selectAll().where('subject', '=', subject).execute()).toHaveLength(
      1,
    );
    expect(await desk.reconcile()).toBe(0);
  });

  test('is never booked when its bust comes first', async () => {
    const desk = await open({ stepMs: 1_000 });
    desk.fill(0, 4, 100);
    desk.bust(0, 0);
    for (const index of [1, 0, 1, 0]) await desk.deliver(index);
    await expectTheBrokersBooks(desk);
    const [id = ''] = desk.ids;
    const events = await eventsOfOrder(db, desk.account.userId, id);
    expect(events.filter(({ kind }) => kind === 'fill')).toEqual([]);
    expect(await desk.reconcile()).toBe(0);
  });

  test('gives way to its correction in one step, whichever of the two is heard of first', async () => {
    for (const sequence of [
      [0, 1],
      [1, 0],
    ]) {
      const desk = await open({ stepMs: 1_000 });
      desk.fill(0, 4, 100);
      desk.bust(0, 0, 99.5);
      for (const index of sequence) await desk.deliver(index);
      await expectTheBrokersBooks(desk);
      expect(await booksOf(desk)).toMatchObject({ cash: '99602', fills: [{ price: '99.5', qty: '4' }] });
      expect(await desk.reconcile()).toBe(0);
    }
  });

  test('leaves a group of shares that may be filled again, with the same cumulative quantity', async () => {
    const desk = await open({ stepMs: 5_000 });
    desk.fill(0, 4, 100);
    desk.bust(0, 0);
    desk.fill(0, 4, 100);
    for (const index of [0, 2]) await desk.deliver(index);
    await expectTheBrokersBooks(desk);
    const { fills } = await booksOf(desk);
    expect(fills.map(({ executionId }) => executionId)).toEqual([`${desk.ids[0]}-3`]);
  });

  test('is found by reconciliation where the stream lost it, also of an order that ended long ago', async () => {
    const desk = await open({ stepMs: 30 * 60_000 });
    desk.fill(2, 6, 50);
    await desk.deliver(0);
    expect(await desk.reconcile()).toBe(0);
    desk.bust(2, 0, 49.99);
    expect(await desk.reconcile()).toBe(0);
    await expectTheBrokersBooks(desk);
    desk.bust(2, 0);
    expect(await desk.reconcile()).toBe(0);
    await expectTheBrokersBooks(desk);
    const before = await booksOf(desk);
    expect(await desk.reconcile()).toBe(0);
    expect(await booksOf(desk)).toEqual(before);
  });

  test('makes an order open again where the broker does', async () => {
    const desk = await open({ stepMs: 1_000, reopens: true });
    desk.fill(2, 6, 50);
    desk.bust(2, 0);
    for (const index of [0, 1]) await desk.deliver(index);
    await expectTheBrokersBooks(desk);
    expect((await booksOf(desk)).orders[2]).toMatchObject({ status: 'accepted', terminalAt: null });
    desk.fill(2, 6, 51);
    await desk.deliver(2);
    await expectTheBrokersBooks(desk);
  });
});

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      fill: fc.nat(2),
      qty: fc.integer({ min: 1, max: 4 }),
      price: fc.integer({ min: 99, max: 102 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      bust: fc.nat(2),
      which: fc.nat(3),
      price: fc.option(fc.integer({ min: 99, max: 101 }), { nil: undefined }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ deliver: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.constant({ reconcile: true } as const) },
);

test('whatever is lost, repeated or reordered, the ledger is the broker’s once polling has caught up', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 4, maxLength: 24 }),
      fc.constantFrom(1_000, 4 * 60_000),
      fc.boolean(),
      async (steps, stepMs, reopens) => {
        const desk = await open({ stepMs, reopens });
        const drifts: number[] = [];
        for (const one of steps) {
          if ('fill' in one) desk.fill(one.fill, one.qty, one.price);
          else if ('bust' in one) desk.bust(one.bust, one.which, one.price);
          else if ('reconcile' in one) drifts.push(await desk.reconcile());
          else await desk.deliver(one.deliver % Math.max(desk.events.length, 1));
        }
        drifts.push(await desk.reconcile());
        await expectTheBrokersBooks(desk);
        const before = await booksOf(desk);
        drifts.push(await desk.reconcile());
        expect(await booksOf(desk)).toEqual(before);
        expect(drifts.filter((drift) => drift !== 0)).toEqual([]);
      },
    ),
    { numRuns: 40 },
  );
}, 120_000);
