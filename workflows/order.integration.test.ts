import { randomUUID } from 'node:crypto';
import {
  WithStartWorkflowOperation,
  type WorkflowHandle,
  WorkflowIdConflictPolicy,
} from '@temporalio/client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { accountById } from '../db/queries/accounts/broker-accounts.ts';
import { positionsOfAccount } from '../db/queries/books/fills.ts';
import { orderByClientOrderId } from '../db/queries/orders/orders.ts';
import type { OrderRequest } from '../domain/order.ts';
import { eventually } from '../tests/support/eventually.ts';
import { buy, sell } from '../tests/support/rows.ts';
import { openTradingFloor, type TradingFloor } from '../tests/support/trading-floor.ts';
import {
  acknowledgementUpdate,
  cancelUpdate,
  type OrderAnswer,
  orderWorkflowId,
  TASK_QUEUES,
} from './messages.ts';
import type { order } from './order.ts';

let floor: TradingFloor;
const PIN = { bid: 99.98, ask: 100.02, last: 100 };
const POST_ORDERS = { system: 'alpaca-trading', method: 'POST', path: '/v2/orders' };

beforeAll(async () => {
  floor = await openTradingFloor();
  await floor.sandbox.control.pinQuote('AAPL', PIN);
  await floor.startWorker();
  await eventually(
    'the books are adopted',
    async () => ((await accountById(floor.database.db, floor.account.id))?.adoptedAt ? true : undefined),
    30_000,
  );
}, 120_000);
afterAll(() => floor?.close());
afterEach(() => floor.sandbox.control.clearFaults());

interface Placed {
  readonly acknowledged: OrderAnswer;
  readonly handle: WorkflowHandle<typeof order>;
  readonly clientOrderId: string;
}

async function place(request: OrderRequest, clientOrderId = `t-${randomUUID()}`): Promise<Placed> {
  const { id: accountId, userId } = floor.account;
  const start = new WithStartWorkflowOperation<typeof order>('order', {
    workflowId: orderWorkflowId(clientOrderId),
    taskQueue: TASK_QUEUES.orders,
    args: [{ clientOrderId, userId, accountId, source: 'manual', request }],
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
  });
  const acknowledged = await floor.client.workflow.executeUpdateWithStart(acknowledgementUpdate, {
    startWorkflowOperation: start,
    args: [],
  });
  return {
    acknowledged,
    clientOrderId,
    handle: floor.client.workflow.getHandle(orderWorkflowId(clientOrderId)),
  };
}

async function ledgerRow(clientOrderId: string) {
  const row = await orderByClientOrderId(floor.database.db, clientOrderId);
  if (row === undefined) throw new Error(`no order ${clientOrderId}`);
  return row;
}

async function heldShares(symbol: string): Promise<string> {
  const positions = await positionsOfAccount(floor.database.db, floor.account.id);
  return positions.find((position) => position.symbol === symbol)?.qty ?? '0';
}

describe('an order', () => {
  test('is accepted at once and followed until every share is booked', async () => {
    const before = Number(await heldShares('AAPL'));
    const { acknowledged, handle, clientOrderId } = await place(buy('AAPL', '7'));
    expect(['accepted', 'partially_filled', 'filled']).toContain(acknowledged.status);
    const ended = await handle.result();
    expect(ended).toMatchObject({ status: 'filled', filledQty: '7', filledAvgPrice: '100.02' });
    expect(await ledgerRow(clientOrderId)).toMatchObject({
      status: 'filled',
      filledQty: '7',
      reservedNotional: '0',
    });
    expect(Number(await heldShares('AAPL'))).toBe(before + 7);
  });

  test('that risk refuses is a value with a code, and nothing reaches the broker', async () => {
    const { acknowledged, clientOrderId } = await place(buy('AAPL', '100000'));
    expect(acknowledged).toMatchObject({ status: 'refused', refusal: { code: 'NOTIONAL_LIMIT' } });
    expect(await floor.sandbox.control.orders(clientOrderId)).toEqual([]);
  });

  test('that the broker rejects keeps the broker’s own code, message and facts', async () => {
    await floor.sandbox.control.fault({ ...POST_ORDERS, effect: 'status', status: 403, times: 1 });
    const { acknowledged, clientOrderId } = await place(buy('AAPL', '1'));
    expect(acknowledged).toMatchObject({
      status: 'rejected',
      refusal: {
        code: 'BROKER_REJECTED',
        message: 'injected fault',
        facts: { brokerCode: '40300000', httpStatus: '403' },
      },
    });
    expect(await floor.sandbox.control.orders(clientOrderId)).toEqual([]);
    expect((await ledgerRow(clientOrderId)).reservedNotional).toBe('0');
  });

  test('rests, is cancelled on request, and frees what it had reserved', async () => {
    const { acknowledged, handle, clientOrderId } = await place({
      ...buy('AAPL', '3'),
      type: 'limit',
      limitPrice: '50',
      timeInForce: 'gtc',
    });
    expect(acknowledged.status).toBe('accepted');
    expect(Number((await ledgerRow(clientOrderId)).reservedNotional)).toBeGreaterThan(0);
    await handle.executeUpdate(cancelUpdate);
    expect((await handle.result()).status).toBe('canceled');
    expect(await ledgerRow(clientOrderId)).toMatchObject({ status: 'canceled', reservedNotional: '0' });
    await expect(handle.executeUpdate(cancelUpdate)).rejects.toThrow('already completed');
  });

  test('asked for twice under one id is one order', async () => {
    const clientOrderId = `t-${randomUUID()}`;
    const both = await Promise.all([
      place(buy('AAPL', '2'), clientOrderId),
      place(buy('AAPL', '2'), clientOrderId),
    ]);
    expect(both[0].acknowledged.brokerOrderId).toBe(both[1].acknowledged.brokerOrderId);
    await both[0].handle.result();
    expect(await floor.sandbox.control.orders(clientOrderId)).toHaveLength(1);
  });
});

describe('an unknown outcome settles itself, with one order at the broker', () => {
  const cases = [
    ['accepted, then the connection is dropped', { effect: 'accept-then-drop' }],
    ['accepted, then answered with 500', { effect: 'accept-then-status', status: 500 }],
    ['answered with 500, never accepted', { effect: 'status', status: 500 }],
    ['reset before it was taken', { effect: 'reset' }],
    ['answered with garbage', { effect: 'malformed' }],
    ['answered with 429', { effect: 'status', status: 429 }],
  ] as const;

  test.each(cases)('%s', async (_, effect) => {
    await floor.sandbox.control.fault({ ...POST_ORDERS, ...effect, times: 1 });
    const { acknowledged, handle, clientOrderId } = await place(buy('AAPL', '1'));
    // The stream may tell of an accepted order before the lost answer is noticed.
    expect(['unknown', 'accepted', 'partially_filled', 'filled']).toContain(acknowledged.status);
    expect(await handle.result()).toMatchObject({ status: 'filled', filledQty: '1' });
    expect(await floor.sandbox.control.orders(clientOrderId)).toHaveLength(1);
  });

  test('accepted and dropped, and then hidden from look-ups: the same id is sent again and refused as a duplicate', async () => {
    await floor.sandbox.control.fault({ system: 'alpaca-trading', effect: 'hide-order', ms: 1_500 });
    await floor.sandbox.control.fault({ ...POST_ORDERS, effect: 'accept-then-drop', times: 1 });
    const { handle, clientOrderId } = await place(buy('AAPL', '1'));
    expect(await handle.result()).toMatchObject({ status: 'filled', filledQty: '1' });
    expect(await floor.sandbox.control.orders(clientOrderId)).toHaveLength(1);
  });

  test('keeps its reservation while it is unknown', async () => {
    await floor.sandbox.control.fault({ ...POST_ORDERS, effect: 'reset' });
    const { acknowledged, handle, clientOrderId } = await place(buy('AAPL', '1'));
    expect(acknowledged.status).toBe('unknown');
    expect(Number((await ledgerRow(clientOrderId)).reservedNotional)).toBeGreaterThan(100);
    await floor.sandbox.control.clearFaults();
    expect((await handle.result()).status).toBe('filled');
  });
});

describe('fills are booked once', () => {
  test.each(['duplicate-event', 'reorder-events', 'lose-event'])('with %s on the stream', async (effect) => {
    await floor.sandbox.control.fault({ system: 'trade-updates', effect });
    await floor.sandbox.control.pinQuote('AAPL', { ...PIN, askSize: 2 });
    const before = Number(await heldShares('AAPL'));
    const { handle, clientOrderId } = await place(buy('AAPL', '5'));
    await floor.sandbox.control.pinQuote('AAPL', { ...PIN, askSize: 1 });
    await floor.sandbox.control.pinQuote('AAPL', PIN);
    expect(await handle.result()).toMatchObject({ status: 'filled', filledQty: '5' });
    expect(Number(await heldShares('AAPL'))).toBe(before + 5);
    const fills = await floor.database.db
      .selectFrom('fills')
      .select('qty')
      .where('clientOrderId', '=', clientOrderId)
      .execute();
    expect(fills.reduce((sum, { qty }) => sum + Number(qty), 0)).toBe(5);
  });
});

describe('the worker is killed', () => {
  test('while the broker’s answer is on its way: the order is found, not sent again', async () => {
    const clientOrderId = `t-${randomUUID()}`;
    await floor.sandbox.control.fault({ ...POST_ORDERS, effect: 'accept-then-drop', ms: 3_000, times: 1 });
    const placing = place(sell('AAPL', '1'), clientOrderId);
    await eventually(
      'the broker has accepted',
      async () => (await floor.sandbox.control.orders(clientOrderId)).at(0),
      15_000,
    );
    await floor.killWorker();
    await floor.startWorker();
    const { handle } = await placing;
    expect(await handle.result()).toMatchObject({ status: 'filled', filledQty: '1' });
    expect(await floor.sandbox.control.orders(clientOrderId)).toHaveLength(1);
  });
});

describe('an order that cannot be sent', () => {
  test('ends when it is canceled, because each attempt left its proof that nothing was sent', async () => {
    await floor.sandbox.control.fault({ ...POST_ORDERS, effect: 'status', status: 429 });
    const { acknowledged, handle, clientOrderId } = await place(buy('AAPL', '1'));
    expect(acknowledged.status).toBe('unknown');
    await handle.executeUpdate(cancelUpdate);
    expect(await handle.result()).toMatchObject({ status: 'canceled', refusal: { code: 'CANCELED_UNSENT' } });
    expect(await floor.sandbox.control.orders(clientOrderId)).toEqual([]);
    expect((await ledgerRow(clientOrderId)).reservedNotional).toBe('0');
  });
});
