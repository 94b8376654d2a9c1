import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BrokerOrder } from '../../../domain/order.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { anAcceptedOrder, anAccount, anIntent, brokerOrderOf, buy } from '../../../tests/support/rows.ts';
import type { OrderRow } from '../../schema.ts';
import { bookExecution } from '../books/fills.ts';
import { eventsOfOrder } from './order-events.ts';
import { observeBrokerOrder } from './orders.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

const resting = { ...buy('AAPL', '10'), type: 'limit', timeInForce: 'gtc', limitPrice: '100' } as const;

async function observe(order: OrderRow, told: Partial<BrokerOrder>): Promise<OrderRow> {
  const seen = {
    accountId: order.accountId,
    order: brokerOrderOf(order, told),
    at: '2026-11-23T14:30:00.000Z',
  };
  const observed = await database.db.transaction().execute((tx) => observeBrokerOrder(tx, seen));
  if (observed === undefined) throw new Error('the order left the ledger');
  return observed.order;
}

test('after a split an order is for the shares and the price that the broker says, and can be filled whole', async () => {
  const account = await anAccount(database.db);
  const order = await anAcceptedOrder(database.db, account, { request: resting });
  const split = await observe(order, { qty: '40', limitPrice: '25' });
  expect(split).toMatchObject({ qty: '40', limitPrice: '25', reservedNotional: '1000' });
  const execution = {
    executionId: 'x',
    brokerOrderId: split.brokerOrderId ?? '',
    symbol: 'AAPL',
    side: 'buy',
    qty: '40',
    price: '25',
    cumulativeQty: '40',
    at: '2026-11-23T14:31:00.000Z',
  } as const;
  const { clientOrderId, accountId } = order;
  const booked = await bookExecution(database.db, {
    accountId,
    clientOrderId,
    execution,
    bookedFrom: 'stream',
  });
  expect(booked).toMatchObject({ booked: true, order: { status: 'filled', filledQty: '40' } });
  const events = await eventsOfOrder(database.db, account.userId, clientOrderId);
  expect(events.find(({ kind }) => kind === 'restated')).toMatchObject({
    data: { qty: '40', limitPrice: '25', stopPrice: null },
  });
});

test('what the broker first tells of an order does not change what was approved', async () => {
  const account = await anAccount(database.db);
  const intent = await anIntent(database.db, account, { request: resting });
  expect(await observe(intent, { qty: '11', limitPrice: '101' })).toMatchObject({
    qty: '10',
    limitPrice: '100',
  });
});

test('a term that the order does not have is not given to it, and less than is filled is not believed', async () => {
  const account = await anAccount(database.db);
  const order = await anAcceptedOrder(database.db, account);
  expect(await observe(order, { limitPrice: '104' })).toMatchObject({ limitPrice: null, qty: '10' });
});
