import { afterAll, beforeAll, expect, test } from 'vitest';
import { bookExecution } from '../../db/queries/books/fills.ts';
import { orderByClientOrderId, takeInLegs } from '../../db/queries/orders/orders.ts';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { anAcceptedOrder, anAccount, brokerOrderOf, buy, executionsOf } from '../../tests/support/rows.ts';
import { groupAnswerOf } from './order-answer-of.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('an entry whose exits the ledger does not have yet is followed, also when all of it is filled', async () => {
  const { db } = database;
  const account = await anAccount(db);
  const entry = await anAcceptedOrder(db, account, {
    request: { ...buy('AAPL', '2'), orderClass: 'bracket' },
  });
  const { accountId, clientOrderId } = entry;
  const [execution] = executionsOf(entry, '2', ['100']);
  if (execution === undefined) throw new Error('no execution');
  await bookExecution(db, { accountId, clientOrderId, execution, bookedFrom: 'stream' });
  const filled = await orderByClientOrderId(db, clientOrderId);
  if (filled === undefined) throw new Error('no order');
  const deps = { db, now: () => new Date() };
  expect(filled.status).toBe('filled');
  expect(await groupAnswerOf(deps, filled)).toMatchObject({ status: 'partially_filled', legs: [] });

  const exit = {
    ...brokerOrderOf(entry),
    brokerOrderId: 'exit',
    clientOrderId: 'exit',
    side: 'sell',
  } as const;
  await db.transaction().execute((tx) => takeInLegs(tx, filled, [exit]));
  expect(await groupAnswerOf(deps, filled)).toMatchObject({
    status: 'filled',
    legs: [{ clientOrderId: 'exit', status: 'accepted' }],
  });
});
