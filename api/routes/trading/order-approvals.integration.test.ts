import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { type ApprovalFloor, openApprovalFloor } from '../../../tests/support/approval-floor.ts';
import { anOwner, buy } from '../../../tests/support/rows.ts';
import { openTradingFloor, type TradingFloor } from '../../../tests/support/trading-floor.ts';
import { auditPage } from '../../contract/audit.ts';
import { order, orderPage, orderWithLegs } from '../../contract/orders.ts';
import { problem } from '../../contract/problem.ts';
import { strategy } from '../../contract/strategies.ts';
import { type ApiUnderTest, aKeyOf, apiUnderTest } from '../../testing/api-under-test.ts';

let trading: TradingFloor;
let floor: ApprovalFloor;
let api: ApiUnderTest;
let key: string;

beforeAll(async () => {
  trading = await openTradingFloor();
  await trading.startWorker();
  floor = await openApprovalFloor(trading);
  await floor.limit();
  const { db } = trading.database;
  const { namespace } = trading.client.options;
  api = apiUnderTest({
    db,
    temporal: { address: inject('temporalAddress'), namespace },
    deps: { acknowledgementTimeoutMs: 10_000 },
  });
  key = await aKeyOf(db, trading.account.userId);
}, 120_000);
afterAll(async () => {
  await api?.close();
  await trading?.close();
});
beforeEach(() => trading.sandbox.control.pinQuote('AAPL', { bid: 99.98, ask: 100.02, last: 100 }));

async function decide(id: string, body: unknown, idempotencyKey?: string, as = key): Promise<Response> {
  const headers = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
  return await api.call('POST', `/v1/orders/${id}/approval`, { key: as, body, headers });
}

async function problemOf(response: Response) {
  const { status, code } = problem.parse(await response.json());
  return { status, code };
}

const NOT_OPEN = { status: 409, code: 'APPROVAL_NOT_OPEN' };

describe('an order that waits', () => {
  test('is listed with its question, approved once, and says who decided', async () => {
    const { clientOrderId } = await floor.propose(buy('AAPL', '3'), { aboveUsd: '250' });
    const listed = await api.call('GET', '/v1/orders?status=awaiting_approval', { key });
    const { items } = orderPage.parse(await listed.json());
    expect(items.map((item) => item.clientOrderId)).toEqual([clientOrderId]);
    expect(items[0]?.approval).toMatchObject({
      requiredBecause: {
        code: 'APPROVAL_ABOVE_USD',
        facts: { notionalUsd: '300.06', approvalAboveUsd: '250' },
      },
      decision: null,
      decidedBy: null,
      quote: { bid: '99.98', ask: '100.02' },
    });

    const idempotencyKey = randomUUID();
    const decided = await decide(clientOrderId, { decision: 'approve', note: 'fine' }, idempotencyKey);
    expect(decided.status).toBe(200);
    const body = order.parse(await decided.json());
    expect(['accepted', 'partially_filled', 'filled']).toContain(body.status);
    const user = await trading.database.db
      .selectFrom('users')
      .select('email')
      .where('id', '=', trading.account.userId)
      .executeTakeFirstOrThrow();
    expect(body.approval).toMatchObject({ decision: 'approve', decidedBy: user.email, note: 'fine' });

    const again = await decide(clientOrderId, { decision: 'approve', note: 'fine' }, idempotencyKey);
    expect(again.status).toBe(200);
    expect(await problemOf(await decide(clientOrderId, { decision: 'reject' }, idempotencyKey))).toEqual(
      NOT_OPEN,
    );
    expect(await problemOf(await decide(clientOrderId, { decision: 'approve' }))).toEqual(NOT_OPEN);
    expect(await trading.sandbox.control.orders(clientOrderId)).toHaveLength(1);

    const seen = await api.call('GET', `/v1/orders/${clientOrderId}`, { key });
    expect(orderWithLegs.parse(await seen.json()).approval).toMatchObject({ decision: 'approve' });
    const audit = auditPage.parse(await (await api.call('GET', '/v1/audit', { key })).json());
    const entries = audit.items.filter(({ target }) => target === clientOrderId).map(({ action }) => action);
    expect(entries.filter((action) => action.startsWith('order.'))).toEqual([
      'order.approval-decided',
      'order.approval-requested',
    ]);
  });

  test('is rejected, which is 200 with the order refused', async () => {
    const { clientOrderId } = await floor.propose(buy('AAPL', '3'));
    const rejected = await decide(clientOrderId, { decision: 'reject' });
    expect(rejected.status).toBe(200);
    expect(order.parse(await rejected.json())).toMatchObject({
      status: 'refused',
      refusal: { code: 'APPROVAL_REJECTED' },
      approval: { decision: 'reject' },
    });
  });

  test('says when it came too late', async () => {
    const { clientOrderId, handle } = await floor.propose(buy('AAPL', '3'), { windowSeconds: 1 });
    await handle.result();
    const late = await decide(clientOrderId, { decision: 'approve' });
    expect(await problemOf(late)).toEqual({ status: 409, code: 'APPROVAL_EXPIRED' });
  });
});

describe('a decision', () => {
  test('of a machine’s key is forbidden, a stranger does not see the order, and there must be one', async () => {
    const { clientOrderId } = await floor.propose(buy('AAPL', '3'));
    const { db } = trading.database;
    const stranger = await aKeyOf(db, (await anOwner(db)).id);
    expect(
      await problemOf(await decide(clientOrderId, { decision: 'approve' }, undefined, stranger)),
    ).toEqual({
      status: 404,
      code: 'ORDER_NOT_FOUND',
    });
    const roleIs = (role: 'owner' | 'service') =>
      db.updateTable('users').set({ role }).where('id', '=', trading.account.userId).execute();
    await roleIs('service');
    const machine = await decide(clientOrderId, { decision: 'approve' });
    await roleIs('owner');
    expect(await problemOf(machine)).toEqual({ status: 403, code: 'ROLE_FORBIDDEN' });
    expect(await problemOf(await decide('t-none', { decision: 'approve' }))).toEqual({
      status: 404,
      code: 'ORDER_NOT_FOUND',
    });
    expect((await decide(clientOrderId, { decision: 'reject' })).status).toBe(200);
  });

  test('on an order that nobody was asked about is refused', async () => {
    const { clientOrderId, handle } = await floor.propose(buy('AAPL', '1'), { aboveUsd: '1000' });
    await handle.result();
    expect(await problemOf(await decide(clientOrderId, { decision: 'approve' }))).toEqual(NOT_OPEN);
  });

  test.each([
    [{ decision: 'maybe' }],
    [{}],
    [{ decision: 'approve', note: '' }],
    [{ decision: 'approve', by: 'me' }],
  ])('must be well formed, not %j', async (body) => {
    expect(await problemOf(await decide('t-none', body))).toEqual({ status: 400, code: 'INVALID_REQUEST' });
  });
});

test('a strategy takes a limit and a window, changes them, and takes the limit off again', async () => {
  const wish = { name: 'Asks', kind: 'momentum', universe: ['AAPL'], intervalSeconds: 300 };
  const call = async (method: string, path: string, body: unknown) =>
    await api.call(method, `/v1/strategies${path}`, { key, body });
  const made = await call('POST', '', { ...wish, approvalAboveUsd: '5000', approvalWindowSeconds: 600 });
  const { id, ...rest } = strategy.parse(await made.json());
  expect(rest).toMatchObject({ approvalAboveUsd: '5000', approvalWindowSeconds: 600 });
  const off = await call('PATCH', `/${id}`, { approvalAboveUsd: null });
  expect(strategy.parse(await off.json())).toMatchObject({
    approvalAboveUsd: null,
    approvalWindowSeconds: 600,
  });
  for (const wrong of [
    { approvalAboveUsd: '-1' },
    { approvalAboveUsd: 5 },
    { approvalWindowSeconds: 14_401 },
  ]) {
    expect(await problemOf(await call('PATCH', `/${id}`, wrong))).toMatchObject({ status: 400 });
  }
});
