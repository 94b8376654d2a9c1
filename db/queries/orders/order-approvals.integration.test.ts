import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ApprovalReason } from '../../../domain/approval/order-approval.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { riskBooksOf } from '../../../tests/support/risk-books-of.ts';
import { aCycle, anAccount, anIntent, aStrategy, buy } from '../../../tests/support/rows.ts';
import type { BrokerAccountRow, OrderRow } from '../../schema.ts';
import { updateStrategy } from '../cycles/strategies.ts';
import { confirmWaiting, refuseWaiting } from './approval-transitions.ts';
import {
  approvalOf,
  approvalRuleOfCycle,
  approvalsOf,
  askForApproval,
  recordApprovalWord,
} from './order-approvals.ts';
import { endUnsent, markSubmitting, orderByClientOrderId, ordersOfUser } from './orders.ts';

let database: TestDatabase;
let account: BrokerAccountRow;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  account = await anAccount(database.db);
});
afterAll(() => database.drop());

const REASON: ApprovalReason = {
  code: 'APPROVAL_ABOVE_USD',
  message: 'too large',
  facts: { notionalUsd: '1000', approvalAboveUsd: '500' },
};
const WORD = {
  decision: 'approve',
  by: 'a@example.test',
  at: new Date(),
  note: 'fine',
  wordId: 'w1',
} as const;

async function aWaitingOrder(changes: Parameters<typeof anIntent>[2] = {}): Promise<OrderRow> {
  const order = await anIntent(database.db, account, {
    status: 'awaiting_approval',
    approval: null,
    ...changes,
  });
  const question = { reason: REASON, quote: undefined, expiresAt: new Date(Date.now() + 60_000) };
  await database.db.transaction().execute((tx) => askForApproval(tx, order, question));
  return order;
}

const exposureOf = async (except?: OrderRow) => {
  const asked =
    except === undefined ? {} : { exceptGroupId: except.groupId, clientOrderId: except.clientOrderId };
  return (await riskBooksOf(database.db, account, asked)).exposure;
};

describe('an order that waits for a person', () => {
  test('counts in the exposure with its shares and its reservation, but not against itself', async () => {
    const order = await aWaitingOrder();
    expect(order.isExposed).toBe(true);
    const counted = { openBuyQty: '10', reservedNotional: '1000', openOrders: 1, ordersToday: 1 };
    expect(await exposureOf()).toMatchObject({ ...counted, ordersLastMinute: 1 });
    const nothing = { openBuyQty: '0', reservedNotional: '0', openOrders: 0, ordersToday: 0 };
    expect(await exposureOf(order)).toMatchObject({ ...nothing, ordersLastMinute: 0 });
  });

  test('does not count among its own strategy’s orders', async () => {
    const strategy = await aStrategy(database.db, account);
    await database.db
      .updateTable('strategies')
      .set({ riskLimits: '{"ordersPerDayMax":1}' })
      .where('id', '=', strategy.id)
      .execute();
    const cycle = await aCycle(database.db, strategy);
    const order = await aWaitingOrder({ cycleId: cycle.id, source: 'cycle' });
    const seenBy = async (clientOrderId: string) => {
      const asked = { clientOrderId, cycleId: cycle.id, exceptGroupId: clientOrderId };
      return (await riskBooksOf(database.db, account, asked)).facts;
    };
    expect((await seenBy(order.clientOrderId)).strategy?.counts).toMatchObject({
      openOrders: 0,
      ordersToday: 0,
    });
    expect((await seenBy('another')).strategy?.counts).toMatchObject({ openOrders: 1, ordersToday: 1 });
  });

  test('does not stand against an exit as a wash trade, because it stands nowhere yet', async () => {
    const { clientOrderId } = await aWaitingOrder();
    const standing = async () =>
      (await riskBooksOf(database.db, account)).standing.map((order) => order.clientOrderId);
    expect(await standing()).toEqual([]);
    const approved = await anIntent(database.db, account);
    expect(await standing()).toEqual([approved.clientOrderId]);
    expect(await standing()).not.toContain(clientOrderId);
  });

  test('cannot be claimed for sending, nor have risk’s approval', async () => {
    const { clientOrderId } = await aWaitingOrder();
    for (const from of ['approved', 'unknown'] as const) {
      expect(await markSubmitting(database.db, clientOrderId, from)).toBeUndefined();
    }
    const approval = { rules: [], quote: null };
    await expect(anIntent(database.db, account, { status: 'awaiting_approval', approval })).rejects.toThrow(
      'orders_waiting_is_not_approved',
    );
  });

  test('is listed by its status and among the open ones', async () => {
    const { clientOrderId } = await aWaitingOrder();
    await anIntent(database.db, account, { request: buy('MSFT', '1') });
    const page = { limit: 10 };
    const idsOf = async (status: 'open' | 'awaiting_approval') =>
      (await ordersOfUser(database.db, account.userId, { ...page, status })).items.map(
        (row) => row.clientOrderId,
      );
    expect(await idsOf('awaiting_approval')).toEqual([clientOrderId]);
    expect(await idsOf('open')).toHaveLength(2);
  });

  test('is approved with a fresh reservation, price and expiry, and only once', async () => {
    const order = await aWaitingOrder();
    const expiresAt = new Date(Date.now() + 60_000);
    const approval = { rules: ['trading-state'], quote: null };
    const confirmed = { approval, expiresAt, reservedNotional: '1100', referencePrice: '110' };
    const confirm = () => database.db.transaction().execute((tx) => confirmWaiting(tx, order, confirmed));
    const expected = { status: 'approved', reservedNotional: '1100', approvedNotional: '1100', expiresAt };
    expect(await confirm()).toMatchObject({ ...expected, referencePrice: '110', approval });
    await expect(confirm()).rejects.toThrow('no result');
    expect(await markSubmitting(database.db, order.clientOrderId, 'approved')).toBeDefined();
  });

  test('is refused without a reservation, and ends unsent when it is cancelled', async () => {
    const order = await aWaitingOrder();
    const refusal = { code: 'APPROVAL_REJECTED', message: 'no', facts: {} };
    const at = new Date();
    await database.db.transaction().execute((tx) => refuseWaiting(tx, order, refusal, at));
    expect(await orderByClientOrderId(database.db, order.clientOrderId)).toMatchObject({
      status: 'refused',
      refusal,
      reservedNotional: '0',
      isExposed: false,
    });
    const { clientOrderId } = await aWaitingOrder();
    const ended = await endUnsent(database.db, { clientOrderId, status: 'canceled', refusal, at });
    expect(ended).toMatchObject({ status: 'canceled', reservedNotional: '0' });
  });
});

describe('a person’s word', () => {
  test('is written once: the first stands', async () => {
    const order = await aWaitingOrder();
    const say = (by: string) =>
      database.db.transaction().execute((tx) => recordApprovalWord(tx, order, { ...WORD, by }));
    await say('first@example.test');
    await expect(say('second@example.test')).rejects.toThrow('no result');
    expect(await approvalOf(database.db, order.clientOrderId)).toMatchObject({
      decision: 'approve',
      decidedBy: 'first@example.test',
      note: 'fine',
      reason: REASON,
      payloadHash: order.payloadHash,
    });
    expect((await approvalsOf(database.db, [order])).size).toBe(1);
  });

  test('and the question are events in the order’s history and on the bus', async () => {
    const order = await aWaitingOrder();
    await database.db.transaction().execute((tx) => recordApprovalWord(tx, order, WORD));
    const { clientOrderId } = order;
    const events = await database.db
      .selectFrom('orderEvents')
      .select('kind')
      .where('clientOrderId', '=', clientOrderId)
      .orderBy('id')
      .execute();
    expect(events.map(({ kind }) => kind)).toEqual(['approval-requested', 'approval-decided']);
    const told = await database.db
      .selectFrom('outbox')
      .select('subject')
      .where('userId', '=', account.userId)
      .orderBy('id')
      .execute();
    expect(told.map(({ subject }) => subject.split('.').slice(2).join('.'))).toEqual([
      'order.approval-requested',
      'order.approval-decided',
    ]);
  });
});

test('a strategy says above which dollars its orders wait, and for how long; without a limit none does', async () => {
  const strategy = await aStrategy(database.db, account);
  const { id } = await aCycle(database.db, strategy);
  expect(await approvalRuleOfCycle(database.db, id)).toBeUndefined();
  const change = { approvalAboveUsd: '5000', approvalWindowSeconds: 60 };
  await updateStrategy(database.db, account.userId, strategy.id, change);
  expect(await approvalRuleOfCycle(database.db, id)).toEqual({ aboveUsd: '5000', windowSeconds: 60 });
});
