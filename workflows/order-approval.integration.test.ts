import { randomUUID } from 'node:crypto';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { lockAccount } from '../db/queries/accounts/broker-accounts.ts';
import { raiseLatches } from '../db/queries/accounts/latches.ts';
import { haltAccount } from '../db/queries/accounts/trading-halts.ts';
import { resetPoints, resetTo } from '../tests/acceptance/reset-workflow.ts';
import { type ApprovalFloor, openApprovalFloor } from '../tests/support/approval-floor.ts';
import { eventually } from '../tests/support/eventually.ts';
import { anOwner, buy, sell } from '../tests/support/rows.ts';
import { openTradingFloor, type TradingFloor } from '../tests/support/trading-floor.ts';
import { cancelUpdate, haltWorkflowId, orderQuery, SEARCH_ATTRIBUTES, TASK_QUEUES } from './messages.ts';

let trading: TradingFloor;
let floor: ApprovalFloor;
const PIN = { bid: 99.98, ask: 100.02, last: 100 };
const READ_ACCOUNT = { system: 'alpaca-trading', method: 'GET', path: '/v2/account' };

beforeAll(async () => {
  trading = await openTradingFloor();
  await trading.startWorker();
  floor = await openApprovalFloor(trading);
}, 120_000);
afterAll(() => trading?.close());
beforeEach(async () => {
  await trading.sandbox.control.pinQuote('AAPL', PIN);
  await floor.limit();
});
afterEach(() => trading.sandbox.control.clearFaults());

const atBroker = (clientOrderId: string) => trading.sandbox.control.orders(clientOrderId);

/** The code with which a word was refused. */
async function faultOf(update: Promise<unknown>): Promise<unknown> {
  const error: unknown = await update.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof WorkflowUpdateFailedError)) throw new Error(`no fault: ${String(error)}`);
  return typeOf(error.cause);
}

function typeOf(cause: unknown): unknown {
  if (!(cause instanceof Error)) return undefined;
  return 'type' in cause ? cause.type : typeOf(cause.cause);
}

describe('an order above the limit of its strategy', () => {
  test('waits with its reservation, is nowhere at the broker, and trades once a person says yes', async () => {
    const { acknowledged, clientOrderId, handle } = await floor.propose(buy('AAPL', '7'));
    expect(acknowledged).toMatchObject({
      status: 'awaiting_approval',
      approval: { reason: { code: 'APPROVAL_ABOVE_USD', facts: { notionalUsd: '700.14' } } },
    });
    expect(await floor.row(clientOrderId)).toMatchObject({ approval: null, isExposed: true });
    expect(Number((await floor.row(clientOrderId)).reservedNotional)).toBeGreaterThan(700);
    expect(await atBroker(clientOrderId)).toEqual([]);
    const waiting = await handle.describe();
    expect(waiting.typedSearchAttributes.get(SEARCH_ATTRIBUTES.outcome)).toBe('awaiting_approval');

    await trading.sandbox.control.pinQuote('AAPL', { bid: 100.98, ask: 101.02, last: 101 });
    const answer = await floor.decide(clientOrderId, 'approve', { note: 'fine' });
    expect(['accepted', 'partially_filled', 'filled']).toContain(answer.status);
    expect(await handle.result()).toMatchObject({ status: 'filled', filledAvgPrice: '101.02' });
    const row = await floor.row(clientOrderId);
    expect(row.approval).toMatchObject({ quote: { ask: '101.02' } });
    expect(row).toMatchObject({ approvedNotional: '721.2828', reservedNotional: '0' });
    expect(await floor.question(clientOrderId)).toMatchObject({ decision: 'approve', note: 'fine' });
    expect(await atBroker(clientOrderId)).toHaveLength(1);
    const done = await handle.describe();
    expect(done.typedSearchAttributes.get(SEARCH_ATTRIBUTES.outcome)).toBe('approved');
  });

  test('asks nobody at the limit or below it', async () => {
    const { acknowledged, handle } = await floor.propose(buy('AAPL', '1'), { aboveUsd: '100.02' });
    expect(['accepted', 'partially_filled', 'filled']).toContain(acknowledged.status);
    await handle.result();
  });

  test('waits as an exit too, and is sent when it is approved', async () => {
    const { clientOrderId, acknowledged, handle } = await floor.propose(sell('AAPL', '2'));
    expect(acknowledged.status).toBe('awaiting_approval');
    await floor.decide(clientOrderId, 'approve');
    expect(await handle.result()).toMatchObject({ status: 'filled', filledQty: '2' });
  });

  test('is refused by a no, keeps nothing reserved, and says who and why', async () => {
    const { clientOrderId, handle } = await floor.propose(buy('AAPL', '7'));
    const answer = await floor.decide(clientOrderId, 'reject', { note: 'earnings tonight' });
    const refusal = { code: 'APPROVAL_REJECTED', facts: { note: 'earnings tonight' } };
    expect(answer).toMatchObject({ status: 'refused', refusal });
    expect(await handle.result()).toMatchObject({ status: 'refused', refusal });
    expect(await floor.row(clientOrderId)).toMatchObject({ reservedNotional: '0', isExposed: false });
    expect(await atBroker(clientOrderId)).toEqual([]);
  });

  test('is refused when nobody decides in time, and a later word is told so', async () => {
    const { clientOrderId, handle } = await floor.propose(buy('AAPL', '7'), { windowSeconds: 1 });
    const ended = await handle.result();
    expect(ended).toMatchObject({ status: 'refused', refusal: { code: 'APPROVAL_EXPIRED' } });
    expect(await floor.row(clientOrderId)).toMatchObject({ reservedNotional: '0' });
    expect((await floor.question(clientOrderId)).decision).toBeNull();
    await expect(floor.decide(clientOrderId, 'approve')).rejects.toThrow('already completed');
    expect(await atBroker(clientOrderId)).toEqual([]);
  });

  test('ends unsent when it is cancelled first, also together with all others', async () => {
    const [alone, among] = await Promise.all([
      floor.propose(buy('AAPL', '2')),
      floor.propose(buy('AAPL', '2')),
    ]);
    await alone.handle.executeUpdate(cancelUpdate);
    const canceled = { status: 'canceled', refusal: { code: 'CANCELED_UNSENT' } };
    expect(await alone.handle.result()).toMatchObject(canceled);
    expect((await floor.row(among.clientOrderId)).status).toBe('awaiting_approval');
    await trading.client.workflow.execute('cancelOrders', {
      workflowId: `cancel-orders:${randomUUID()}`,
      taskQueue: TASK_QUEUES.orders,
      args: [{ accountId: trading.account.id }],
    });
    expect(await among.handle.result()).toMatchObject(canceled);
    expect(await atBroker(among.clientOrderId)).toEqual([]);
  });
});

describe('a word', () => {
  test('of the wrong person does not count, whatever it says of itself', async () => {
    const { clientOrderId, handle } = await floor.propose(buy('AAPL', '2'));
    const stranger = await anOwner(trading.database.db);
    const by = { userId: stranger.id, role: 'owner' } as const;
    expect(await faultOf(floor.decide(clientOrderId, 'approve', { by }))).toBe('APPROVAL_FORBIDDEN');
    const machine = { userId: trading.account.userId, role: 'service' } as const;
    expect(await faultOf(floor.decide(clientOrderId, 'approve', { by: machine }))).toBe('APPROVAL_FORBIDDEN');

    const { db } = trading.database;
    const roleIs = (role: 'owner' | 'viewer') =>
      db.updateTable('users').set({ role }).where('id', '=', trading.account.userId).execute();
    await roleIs('viewer');
    const onlooker = await faultOf(floor.decide(clientOrderId, 'approve'));
    await roleIs('owner');
    expect(onlooker).toBe('APPROVAL_FORBIDDEN');
    expect((await floor.row(clientOrderId)).status).toBe('awaiting_approval');
    expect((await floor.decide(clientOrderId, 'reject')).status).toBe('refused');
    await handle.result();
  });

  test('about another order than the one that was seen does not count', async () => {
    const { clientOrderId } = await floor.propose(buy('AAPL', '2'));
    const payloadHash = 'f'.repeat(64);
    expect(await faultOf(floor.decide(clientOrderId, 'approve', { payloadHash }))).toBe('APPROVAL_NOT_OPEN');
    await floor.decide(clientOrderId, 'reject');
  });

  test('said twice is one, and of two people at once the first stands', async () => {
    // Risk's second look takes a while, so that the others come in the middle of it.
    await trading.sandbox.control.fault({ ...READ_ACCOUNT, effect: 'delay', ms: 1_500 });
    const { clientOrderId, handle } = await floor.propose(buy('AAPL', '2'));
    const wordId = randomUUID();
    const first = floor.decide(clientOrderId, 'approve', { wordId });
    await eventually('the word is in the history', async () =>
      JSON.stringify(await handle.fetchHistory()).includes(wordId) ? true : undefined,
    );
    expect(await faultOf(floor.decide(clientOrderId, 'reject'))).toBe('APPROVAL_NOT_OPEN');
    const again = floor.decide(clientOrderId, 'approve', { wordId });
    expect(await again).toEqual(await first);
    expect(await handle.result()).toMatchObject({ status: 'filled' });
    expect(await atBroker(clientOrderId)).toHaveLength(1);
  });

  test('is followed by risk’s own, which may say no', async () => {
    const cases = [
      ['NOTIONAL_LIMIT', () => floor.limit({ orderNotionalMax: '150' })],
      [
        'APPROVAL_PRICE_MOVED',
        () => trading.sandbox.control.pinQuote('AAPL', { bid: 111, ask: 111.1, last: 111 }),
      ],
    ] as const;
    for (const [code, happens] of cases) {
      await floor.limit();
      await trading.sandbox.control.pinQuote('AAPL', PIN);
      const { clientOrderId, handle } = await floor.propose(buy('AAPL', '2'));
      await happens();
      const refused = { status: 'refused', refusal: { code } };
      expect(await floor.decide(clientOrderId, 'approve')).toMatchObject(refused);
      expect(await handle.result()).toMatchObject(refused);
      expect(await floor.row(clientOrderId)).toMatchObject({ reservedNotional: '0' });
      expect(await atBroker(clientOrderId)).toEqual([]);
    }
  });

  test('does not count against the limits that its own order fills', async () => {
    await floor.limit({ openOrdersMax: 1, orderNotionalMax: '205' });
    const { clientOrderId, handle } = await floor.propose(buy('AAPL', '2'));
    await floor.decide(clientOrderId, 'approve');
    expect(await handle.result()).toMatchObject({ status: 'filled' });
  });

  test('that cannot be carried out, because the broker is away, gives way to a wish to cancel', async () => {
    const { clientOrderId, handle } = await floor.propose(buy('AAPL', '2'));
    await trading.sandbox.control.fault({ ...READ_ACCOUNT, effect: 'status', status: 503 });
    const deciding = floor.decide(clientOrderId, 'approve');
    await handle.executeUpdate(cancelUpdate);
    expect(await deciding).toMatchObject({ status: 'canceled', refusal: { code: 'CANCELED_UNSENT' } });
    expect(await handle.result()).toMatchObject({ status: 'canceled' });
    expect((await floor.question(clientOrderId)).decision).toBeNull();
    expect(await atBroker(clientOrderId)).toEqual([]);
  });
});

describe('what stops trading', () => {
  test('a latch refuses at the confirmation', async () => {
    const { db } = trading.database;
    const { clientOrderId } = await floor.propose(buy('AAPL', '2'));
    await db.transaction().execute(async (tx) => {
      const locked = await lockAccount(tx, trading.account.id);
      await raiseLatches(tx, locked, [{ code: 'REJECT_STREAK', facts: {} }]);
    });
    const refused = { status: 'refused', refusal: { code: 'ENTRIES_STOPPED' } };
    const answer = await floor.decide(clientOrderId, 'approve');
    await db.deleteFrom('accountLatches').where('accountId', '=', trading.account.id).execute();
    expect(answer).toMatchObject(refused);
  });

  test('a halt ends what waits, and a word after it does not count', async () => {
    const { db } = trading.database;
    const { id: accountId } = trading.account;
    const { clientOrderId, handle } = await floor.propose(buy('AAPL', '2'));
    await db.transaction().execute((tx) => haltAccount(tx, accountId, 'a test'));
    await trading.client.workflow.start('haltTrading', {
      workflowId: haltWorkflowId(accountId),
      taskQueue: TASK_QUEUES.orders,
      args: [{ accountId }],
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    const canceled = { status: 'canceled', refusal: { code: 'CANCELED_UNSENT' } };
    expect(await handle.result()).toMatchObject(canceled);
    expect(await floor.row(clientOrderId)).toMatchObject({ ...canceled, reservedNotional: '0' });
    await expect(floor.decide(clientOrderId, 'approve')).rejects.toThrow('already completed');
    await db
      .updateTable('brokerAccounts')
      .set({ tradingState: 'active' })
      .where('id', '=', accountId)
      .execute();
    await trading.client.workflow.getHandle(haltWorkflowId(accountId)).result();
  });
});

describe('whatever dies', () => {
  test('the worker killed while an order waits, and again in the middle of the confirmation: one order', async () => {
    const { clientOrderId, handle } = await floor.propose(buy('AAPL', '2'));
    await trading.killWorker();
    await trading.startWorker();
    expect((await handle.query(orderQuery))?.status).toBe('awaiting_approval');
    await trading.sandbox.control.fault({ ...READ_ACCOUNT, effect: 'hang' });
    const deciding = floor.decide(clientOrderId, 'approve');
    await eventually(
      'the confirmation is under way',
      async () => {
        const { raw } = await handle.describe();
        const [step] = raw.pendingActivities ?? [];
        return step?.activityType?.name === 'decideApproval' && step.lastStartedTime ? true : undefined;
      },
      30_000,
    );
    await trading.killWorker();
    expect((await floor.row(clientOrderId)).status).toBe('awaiting_approval');
    await trading.sandbox.control.clearFaults();
    await trading.startWorker();
    await deciding;
    expect(await handle.result()).toMatchObject({ status: 'filled', filledQty: '2' });
    expect(await atBroker(clientOrderId)).toHaveLength(1);
  }, 60_000);

  test('a reset to any earlier point leaves one question, one answer and one order', async () => {
    const { clientOrderId, handle } = await floor.propose(buy('AAPL', '2'));
    for (const point of await resetPoints(trading.client, handle.workflowId)) {
      await resetTo(trading.client, handle.workflowId, point);
      await eventually('it waits again', async () =>
        (await handle.query(orderQuery))?.status === 'awaiting_approval' ? true : undefined,
      );
    }
    await floor.decide(clientOrderId, 'approve');
    const answer = await handle.result();
    expect(answer).toMatchObject({ status: 'filled', approval: { decided: { decision: 'approve' } } });
    for (const point of await resetPoints(trading.client, handle.workflowId)) {
      const again = await resetTo(trading.client, handle.workflowId, point);
      expect(await again.result()).toMatchObject({ status: 'filled', filledQty: '2' });
    }
    expect(await atBroker(clientOrderId)).toHaveLength(1);
  }, 60_000);
});
