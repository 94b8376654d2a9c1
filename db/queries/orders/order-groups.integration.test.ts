import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Execution } from '../../../domain/order.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { riskBooksOf } from '../../../tests/support/risk-books-of.ts';
import {
  anAcceptedOrder,
  anAccount,
  anIntent,
  brokerOrderOf,
  buy,
  executionsOf,
  sell,
} from '../../../tests/support/rows.ts';
import type { BrokerAccountRow, OrderRow } from '../../schema.ts';
import { bookExecution } from '../books/book-execution.ts';
import {
  adoptExternalOrder,
  legsOf,
  observeBrokerOrder,
  openOrderQtyBySymbol,
  orderByClientOrderId,
  replacementUnderWay,
  takeInLegs,
} from './orders.ts';

let database: TestDatabase;
let account: BrokerAccountRow;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  account = await anAccount(database.db);
});

const exposure = async (exceptGroupId: string | null = null) =>
  (await riskBooksOf(database.db, account, { accountReadAt: new Date(), exceptGroupId })).exposure;

async function observe(row: OrderRow, changes: Parameters<typeof brokerOrderOf>[1]) {
  const order = brokerOrderOf(row, changes);
  await database.db
    .transaction()
    .execute((tx) => observeBrokerOrder(tx, { accountId: account.id, order, at: order.updatedAt }));
}

async function book({ accountId, clientOrderId }: OrderRow, execution: Execution) {
  await bookExecution(database.db, { accountId, clientOrderId, execution, bookedFrom: 'stream' });
}

async function row(clientOrderId: string): Promise<OrderRow> {
  const found = await orderByClientOrderId(database.db, clientOrderId);
  if (found === undefined) throw new Error(`no order ${clientOrderId}`);
  return found;
}

async function aBracket() {
  const parent = await anAcceptedOrder(database.db, account, {
    request: { ...buy('AAPL', '10'), orderClass: 'bracket' },
  });
  const leg = (id: string, changes: object) =>
    ({
      ...brokerOrderOf(parent),
      brokerOrderId: `broker-${id}-${parent.clientOrderId}`,
      clientOrderId: `${id}-${parent.clientOrderId}`,
      side: 'sell',
      orderClass: 'bracket',
      brokerStatus: 'held',
      ...changes,
    }) as const;
  const legs = [
    leg('profit', { type: 'limit', limitPrice: '110' }),
    leg('stop', { type: 'stop', stopPrice: '90' }),
  ];
  return { parent, legs };
}

describe('the exits of a group', () => {
  test('are taken in once, and hold no shares while they are held', async () => {
    const { parent, legs } = await aBracket();
    for (let times = 0; times < 2; times += 1) {
      await database.db.transaction().execute((tx) => takeInLegs(tx, parent, legs));
    }
    const rows = await legsOf(database.db, parent.clientOrderId);
    expect(rows.map(({ source, groupId }) => [source, groupId])).toEqual([
      ['leg', parent.clientOrderId],
      ['leg', parent.clientOrderId],
    ]);
    expect(await exposure()).toMatchObject({
      openBuyQty: '10',
      openSellQty: '0',
      openOrders: 1,
      ordersToday: 1,
    });
  });

  test('once they work stand for the same shares, once', async () => {
    const { parent, legs } = await aBracket();
    await database.db.transaction().execute((tx) => takeInLegs(tx, parent, legs));
    for (const leg of await legsOf(database.db, parent.clientOrderId))
      await observe(leg, { brokerStatus: 'new' });
    expect(await exposure()).toMatchObject({ openSellQty: '10' });
    expect(await openOrderQtyBySymbol(database.db, account.id)).toEqual({ AAPL: '0' });
  });

  test('that the stream told of first come to their parent', async () => {
    const { parent, legs } = await aBracket();
    for (const order of legs) {
      const early = await database.db
        .transaction()
        .execute((tx) => adoptExternalOrder(tx, { accountId: account.id, order }));
      expect(early.source).toBe('external');
    }
    await database.db.transaction().execute((tx) => takeInLegs(tx, parent, legs));
    const rows = await legsOf(database.db, parent.clientOrderId);
    expect(rows.map(({ source }) => source)).toEqual(['leg', 'leg']);
  });

  test('shrink with what the other one has filled', async () => {
    const { parent, legs } = await aBracket();
    await database.db.transaction().execute((tx) => takeInLegs(tx, parent, legs));
    const stop = await row(legs[1]?.clientOrderId ?? '');
    await observe(stop, { qty: '4', brokerStatus: 'new' });
    expect((await row(stop.clientOrderId)).qty).toBe('4');
  });
});

describe('a replacement', () => {
  async function replaced() {
    const original = await anAcceptedOrder(database.db, account, { request: buy('AAPL', '10') });
    const replacement = await anIntent(database.db, account, {
      request: buy('AAPL', '12'),
      replaces: { order: original, remainingQty: '12' },
      reservedNotional: '1200',
    });
    return { original, replacement };
  }

  test('and the order it replaces count once, and not at all for the risk check of another in their place', async () => {
    const { original, replacement } = await replaced();
    expect(await exposure()).toMatchObject({ openBuyQty: '12', reservedNotional: '1200', openOrders: 1 });
    expect(await exposure(original.groupId)).toMatchObject({ openBuyQty: '0', reservedNotional: '0' });
    expect((await replacementUnderWay(database.db, original.clientOrderId))?.clientOrderId).toBe(
      replacement.clientOrderId,
    );
  });

  test('is linked both ways by the broker’s word, whichever comes first, and unlinked when it is rejected', async () => {
    const { original, replacement } = await replaced();
    await observe(replacement, { replaces: original.brokerOrderId ?? '', qty: '11' });
    expect(await row(original.clientOrderId)).toMatchObject({ replacedBy: replacement.clientOrderId });
    expect(await row(replacement.clientOrderId)).toMatchObject({
      replaces: original.clientOrderId,
      qty: '11',
    });
    const rejected = {
      status: 'rejected',
      brokerStatus: 'rejected',
      replaces: original.brokerOrderId ?? '',
    } as const;
    await observe(replacement, rejected);
    expect(await row(original.clientOrderId)).toMatchObject({ replacedBy: null });
  });

  test('with more shares than were approved is to be cancelled, noted with the first word of it', async () => {
    const { replacement } = await replaced();
    await observe(replacement, { qty: '12' });
    expect((await row(replacement.clientOrderId)).cancelRequestedAt).toBeNull();
    await observe(replacement, { qty: '15' });
    expect(await row(replacement.clientOrderId)).toMatchObject({
      qty: '15',
      cancelRequestedAt: expect.any(Date),
    });
  });

  test('that fills before its size is known is filled when the broker says so, and no sooner', async () => {
    const { replacement } = await replaced();
    const all = executionsOf({ ...replacement, brokerOrderId: 'b-new' }, '6', ['100', '100', '100']);
    for (const execution of all.slice(0, 2)) await book(replacement, execution);
    expect(await row(replacement.clientOrderId)).toMatchObject({
      status: 'partially_filled',
      filledQty: '12',
    });
    for (const execution of all.slice(2)) await book(replacement, execution);
    expect(await row(replacement.clientOrderId)).toMatchObject({ qty: '18', filledQty: '18' });
    const end = { brokerOrderId: 'b-new', qty: '18', filledQty: '18' };
    await observe(replacement, { ...end, status: 'filled', brokerStatus: 'filled' });
    expect(await row(replacement.clientOrderId)).toMatchObject({ status: 'filled', reservedNotional: '0' });
  });

  test('made elsewhere is linked to the order that it replaced', async () => {
    const original = await anAcceptedOrder(database.db, account, { request: buy('AAPL', '10') });
    const order = {
      ...brokerOrderOf(original),
      brokerOrderId: `new-${original.brokerOrderId}`,
      clientOrderId: `new-${original.clientOrderId}`,
    };
    await database.db.transaction().execute((tx) => adoptExternalOrder(tx, { accountId: account.id, order }));
    await observe(original, {
      status: 'replaced',
      brokerStatus: 'replaced',
      replacedBy: order.brokerOrderId,
    });
    expect(await row(original.clientOrderId)).toMatchObject({
      status: 'replaced',
      replacedBy: order.clientOrderId,
    });
    expect(await row(order.clientOrderId)).toMatchObject({ replaces: original.clientOrderId });
  });
});

test('the wash-trade table sees open orders of the symbol, with their class, but for the group that gives way', async () => {
  const { parent } = await aBracket();
  const exit = await anAcceptedOrder(database.db, account, {
    request: { ...sell('AAPL', '1'), type: 'limit', limitPrice: '120' },
  });
  await anAcceptedOrder(database.db, account, { request: buy('MSFT', '1') });
  const seen = async (exceptGroupId: string | null = null) =>
    (await riskBooksOf(database.db, account, { exceptGroupId })).standing;
  expect((await seen()).map(({ clientOrderId }) => clientOrderId).sort()).toEqual(
    [parent.clientOrderId, exit.clientOrderId].sort(),
  );
  expect(await seen(parent.groupId)).toMatchObject([
    { side: 'sell', limitPrice: '120', orderClass: 'simple' },
  ]);
});
