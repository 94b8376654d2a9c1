import type { Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Execution } from '../../../domain/order.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import {
  ADOPTED_AT,
  anAcceptedOrder,
  anAccount,
  anIntent,
  brokerOrderOf,
  buy,
  executionsOf,
  sell,
} from '../../../tests/support/rows.ts';
import type { Database, OrderRow } from '../../schema.ts';
import { accountById } from '../accounts/broker-accounts.ts';
import { eventsOfOrder } from '../orders/order-events.ts';
import { observeBrokerOrder, orderByClientOrderId } from '../orders/orders.ts';
import { bookExecution } from './book-execution.ts';
import { fillsSince, positionsOfAccount } from './fills.ts';

let database: TestDatabase;
let db: Kysely<Database>;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(async () => {
  await database.drop();
});

async function book(order: OrderRow, execution: Execution, bookedFrom: 'stream' | 'rest' = 'stream') {
  const { accountId, clientOrderId } = order;
  return await bookExecution(db, { accountId, clientOrderId, execution, bookedFrom });
}

async function booksOf(accountId: string, clientOrderIds: readonly string[]) {
  const [account, positions, fills, ...orders] = await Promise.all([
    accountById(db, accountId),
    db.selectFrom('positions').selectAll().where('accountId', '=', accountId).orderBy('symbol').execute(),
    fillsSince(db, accountId, ADOPTED_AT),
    ...clientOrderIds.map((id) => orderByClientOrderId(db, id)),
  ]);
  return {
    cash: account?.cash,
    positions: positions.map(({ symbol, qty, avgEntryPrice, realizedPnl }) => ({
      symbol,
      qty,
      avgEntryPrice,
      realizedPnl,
    })),
    profits: fills.map((fill) => fill.realizedPnl),
    orders: orders.map(
      (order) => order && [order.status, order.filledQty, order.filledAvgPrice, order.reservedNotional],
    ),
  };
}

describe('an execution', () => {
  test('that is delivered five times from both sources books once', async () => {
    const account = await anAccount(db);
    const order = await anAcceptedOrder(db, account);
    const [first, second] = executionsOf(order, '5', ['100.25', '101.75']);
    if (first === undefined || second === undefined) throw new Error('two executions');
    const restCopy = (execution: Execution) => ({
      ...execution,
      executionId: `rest-${execution.executionId}`,
    });
    const deliveries: [Execution, 'stream' | 'rest'][] = [
      [second, 'stream'],
      [restCopy(first), 'rest'],
      [first, 'stream'],
      [restCopy(second), 'rest'],
      [first, 'rest'],
      [second, 'rest'],
      [restCopy(first), 'stream'],
      [second, 'stream'],
      [{ ...first, cumulativeQty: '5.000', executionId: 'another name' }, 'rest'],
      [first, 'stream'],
    ];
    const outcomes = [];
    for (const [execution, from] of deliveries) outcomes.push((await book(order, execution, from)).booked);
    expect(outcomes.filter(Boolean)).toHaveLength(2);
    expect(await booksOf(account.id, [order.clientOrderId])).toEqual({
      cash: '98990',
      positions: [{ symbol: 'AAPL', qty: '10', avgEntryPrice: '101', realizedPnl: '0' }],
      profits: ['0', '0'],
      orders: [['filled', '10', '101', '0']],
    });
    const events = await eventsOfOrder(db, account.userId, order.clientOrderId);
    expect(events.filter((event) => event.kind === 'fill')).toHaveLength(2);
    const published = await db
      .selectFrom('outbox')
      .select('subject')
      .where('userId', '=', account.userId)
      .execute();
    const booked = `alphaflow.${account.userId}.fill.booked`;
    expect(published.filter(({ subject }) => subject === booked)).toHaveLength(2);
  });

  test('that comes five times at the same moment books once', async () => {
    const account = await anAccount(db);
    const order = await anAcceptedOrder(db, account);
    const [execution] = executionsOf(order, '10', ['99.5']);
    if (execution === undefined) throw new Error('one execution');
    const copies = [0, 1, 2, 3, 4].map((n) =>
      book(
        order,
        n % 2 === 0 ? execution : { ...execution, executionId: `copy-${n}` },
        n % 2 === 0 ? 'stream' : 'rest',
      ),
    );
    const outcomes = await Promise.all(copies);
    expect(outcomes.filter(({ booked }) => booked)).toHaveLength(1);
    expect((await booksOf(account.id, [])).cash).toBe('99005');
  });

  test('of a symbol or side that is not the order’s is refused whole', async () => {
    const account = await anAccount(db);
    const order = await anAcceptedOrder(db, account);
    const [execution] = executionsOf(order, '10', ['99.5']);
    if (execution === undefined) throw new Error('one execution');
    await expect(book(order, { ...execution, symbol: 'MSFT' })).rejects.toThrow('is a buy of MSFT');
    await expect(book(order, { ...execution, side: 'sell' })).rejects.toThrow('is a sell of AAPL');
    expect(await positionsOfAccount(db, account.id)).toEqual([]);
  });

  test('beyond the order’s quantity is not booked: the ledger never invents shares', async () => {
    const account = await anAccount(db);
    const order = await anAcceptedOrder(db, account);
    const [execution] = executionsOf(order, '10.000000001', ['99.5']);
    if (execution === undefined) throw new Error('one execution');
    expect(await book(order, execution)).toEqual({ booked: false, reason: 'contradicts' });
    expect((await booksOf(account.id, [])).cash).toBe('100000');
  });

  test('of somebody else’s order is not booked on this account', async () => {
    const [mine, other] = [await anAccount(db), await anAccount(db)];
    const order = await anAcceptedOrder(db, other);
    const [execution] = executionsOf(order, '10', ['99.5']);
    if (execution === undefined) throw new Error('one execution');
    const booking = {
      accountId: mine.id,
      clientOrderId: order.clientOrderId,
      execution,
      bookedFrom: 'rest' as const,
    };
    await expect(bookExecution(db, booking)).rejects.toThrow('has no order');
  });

  test('from before the adoption of the books counts for its order and not for cash or position', async () => {
    const account = await anAccount(db);
    const order = await anAcceptedOrder(db, account);
    const [before, after] = executionsOf(order, '5', ['90', '110'], '2026-11-20T14:29:59.500Z');
    if (before === undefined || after === undefined) throw new Error('two executions');
    await book(order, after);
    await book(order, before);
    expect(await booksOf(account.id, [order.clientOrderId])).toEqual({
      cash: '99450',
      positions: [{ symbol: 'AAPL', qty: '5', avgEntryPrice: '110', realizedPnl: '0' }],
      profits: ['0'],
      orders: [['filled', '10', '100', '0']],
    });
  });

  test('waits while the account has no books', async () => {
    const account = await anAccount(db, { cash: null });
    const order = await anAcceptedOrder(db, account);
    const [execution] = executionsOf(order, '10', ['99.5']);
    if (execution === undefined) throw new Error('one execution');
    expect(await book(order, execution)).toEqual({ booked: false, reason: 'books-not-adopted' });
    expect(await fillsSince(db, account.id, ADOPTED_AT)).toEqual([]);
  });
});

describe('the ledger', () => {
  test('is the same for every sequence in which buys and sells arrive', async () => {
    const arrange = async () => {
      const account = await anAccount(db);
      const entry = await anAcceptedOrder(db, account, { request: buy('AAPL', '30') });
      const exit = await anAcceptedOrder(db, account, { request: sell('AAPL', '40') });
      const bought = executionsOf(entry, '10', ['100', '103', '107']).map((execution) => ({
        order: entry,
        execution,
      }));
      const sold = executionsOf(exit, '20', ['105', '111'], '2026-11-20T15:00:00.500Z').map((execution) => ({
        order: exit,
        execution,
      }));
      return { account, ids: [entry.clientOrderId, exit.clientOrderId], trades: [...bought, ...sold] };
    };
    const results = [];
    for (const sequence of [
      [0, 3, 1, 4, 2],
      [4, 3, 2, 1, 0],
      [2, 4, 0, 3, 1],
      [3, 0, 4, 2, 1],
    ]) {
      const { account, ids, trades } = await arrange();
      for (const index of sequence) {
        const trade = trades[index];
        if (trade !== undefined) await book(trade.order, trade.execution);
      }
      results.push(await booksOf(account.id, ids));
    }
    expect(new Set(results.map((books) => JSON.stringify(books))).size).toBe(1);
    expect(results[0]?.cash).toBe('101220');
    expect(results[0]?.positions[0]?.qty).toBe('-10');
  });

  test('is exact after fifty bookings at once', async () => {
    const account = await anAccount(db, { cash: '1000000.01' });
    const symbols = ['AAPL', 'MSFT', 'SPY', 'IBM', 'BAC'];
    const orders = await Promise.all(
      symbols.map((symbol) => anAcceptedOrder(db, account, { request: buy(symbol, '1') })),
    );
    const bookings = orders.flatMap((order) =>
      executionsOf(
        order,
        '0.1',
        Array.from({ length: 10 }, () => '333.333333'),
      ).map((execution) => book(order, execution)),
    );
    const outcomes = await Promise.all(bookings);
    expect(outcomes.filter(({ booked }) => booked)).toHaveLength(50);
    const books = await booksOf(
      account.id,
      orders.map((order) => order.clientOrderId),
    );
    expect(books.cash).toBe('998333.343335');
    expect(books.positions.map(({ qty, avgEntryPrice }) => [qty, avgEntryPrice])).toEqual(
      symbols.map(() => ['1', '333.333333']),
    );
    expect(books.orders).toEqual(symbols.map(() => ['filled', '1', '333.333333', '0']));
  });

  test('keeps the reservation for shares that the broker has filled and the ledger has not booked', async () => {
    const account = await anAccount(db);
    const order = await anAcceptedOrder(db, account);
    const told = brokerOrderOf(order, { status: 'canceled', brokerStatus: 'canceled', filledQty: '4' });
    const seen = { accountId: account.id, order: told, at: told.updatedAt };
    const observed = await db.transaction().execute((tx) => observeBrokerOrder(tx, seen));
    expect(observed?.order).toMatchObject({
      status: 'canceled',
      filledQty: '0',
      reservedNotional: '400',
      isExposed: true,
    });
    const [execution] = executionsOf(order, '4', ['100']);
    if (execution === undefined) throw new Error('one execution');
    const outcome = await book(order, execution);
    expect(outcome).toMatchObject({
      booked: true,
      order: { status: 'canceled', filledQty: '4', reservedNotional: '0', isExposed: false },
    });
  });

  test('books an execution that comes before the broker’s answer to the POST', async () => {
    const account = await anAccount(db);
    const order = await anIntent(db, account);
    const [execution] = executionsOf(order, '10', ['100']);
    if (execution === undefined) throw new Error('one execution');
    expect(await book(order, { ...execution, brokerOrderId: 'b-1' })).toMatchObject({
      booked: true,
      order: { status: 'filled', brokerOrderId: 'b-1' },
    });
  });
});
