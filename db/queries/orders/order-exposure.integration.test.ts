import type { Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { riskBooksOf } from '../../../tests/support/risk-books-of.ts';
import {
  anAcceptedOrder,
  anAccount,
  anIntent,
  buy,
  executionsOf,
  sell,
} from '../../../tests/support/rows.ts';
import type { BrokerAccountRow, Database } from '../../schema.ts';
import { bookExecution } from '../books/fills.ts';
import { exposedOrders, markSubmitting, markUnknown, openOrderQtyBySymbol } from './orders.ts';

const REFUSAL = { code: 'INSUFFICIENT_BUYING_POWER', message: 'No.', facts: {} };

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

describe('exposure', () => {
  test('counts holdings, open and unknown orders, their reservations and the orders made', async () => {
    const account = await anAccount(db);
    const bought = await anAcceptedOrder(db, account, {
      request: buy('AAPL', '10'),
      reservedNotional: '1000',
    });
    const [execution] = executionsOf(bought, '2.5', ['100']);
    if (execution === undefined) throw new Error('one execution');
    const { clientOrderId } = bought;
    await bookExecution(db, { accountId: account.id, clientOrderId, execution, bookedFrom: 'stream' });
    const lost = await anIntent(db, account, { request: buy('AAPL', '4'), reservedNotional: '400' });
    await markSubmitting(db, lost.clientOrderId, 'approved');
    await markUnknown(db, lost.clientOrderId, 'the connection was reset');
    await anAcceptedOrder(db, account, { request: sell('AAPL', '1.5') });
    await anAcceptedOrder(db, account, { request: buy('MSFT', '3'), reservedNotional: '300.125' });
    await anIntent(db, account, { status: 'refused', refusal: REFUSAL, reservedNotional: '0' });

    expect(await exposureOf(account, 'AAPL')).toEqual({
      positionQty: '2.5',
      openBuyQty: '11.5',
      openSellQty: '1.5',
      reservedNotional: '1450.125',
      openOrders: 4,
      ordersLastMinute: 4,
      ordersToday: 4,
    });
    expect(await openOrderQtyBySymbol(db, account.id)).toEqual({ AAPL: '10', MSFT: '3' });
    expect(await exposedOrders(db, account.id)).toHaveLength(4);
  });

  test('turns what is left of a notional order into shares at its reference price, rounded up', async () => {
    const account = await anAccount(db);
    const order = await anAcceptedOrder(db, account, {
      request: { symbol: 'SPY', side: 'buy', type: 'market', timeInForce: 'day', notional: '1000' },
      reservedNotional: '1010',
      referencePrice: '300',
    });
    const [execution] = executionsOf(order, '1', ['310']);
    if (execution === undefined) throw new Error('one execution');
    const { clientOrderId } = order;
    await bookExecution(db, { accountId: account.id, clientOrderId, execution, bookedFrom: 'stream' });
    expect(await exposureOf(account, 'SPY')).toMatchObject({
      positionQty: '1',
      openBuyQty: '2.3',
      reservedNotional: '696.9',
    });
  });

  test('of an account without orders is nothing', async () => {
    expect(await exposureOf(await anAccount(db), 'AAPL')).toEqual({
      positionQty: '0',
      openBuyQty: '0',
      openSellQty: '0',
      reservedNotional: '0',
      openOrders: 0,
      ordersLastMinute: 0,
      ordersToday: 0,
    });
  });
});
