import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { orderAnswer } from '../../api/contract/orders.ts';
import { type CycleReport, orderQuery, orderWorkflowId } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { type BootedStack, bootStack } from '../support/stack.ts';
import { acceptedOrders } from './broker-books.ts';
import { placeManually } from './manual-order.ts';
import { resetPoints, resetTo } from './reset-workflow.ts';
import { driftOfAllAccounts, temporalOf } from './temporal-client.ts';
import { type Trader, traderOn } from './trader.ts';

let stack: BootedStack;
let client: Client;
let trader: Trader;

beforeAll(async () => {
  stack = await bootStack();
  client = await temporalOf(stack);
  trader = await traderOn(stack);
});

afterAll(async () => {
  await client.connection.close();
  await stack.stop();
});

test('a cycle reset to any earlier point, its strategy changed since, ends with the same orders and sends none', async () => {
  const { id, orders } = await trader.run();
  expect(orders.length).toBeGreaterThan(0);
  const before = await acceptedOrders(stack);
  const points = await resetPoints(client, id);
  expect(points.length).toBeGreaterThan(1);

  await trader.change({ targetWeight: '0.02' });
  for (const point of points) {
    const run = await resetTo(client, id, point);
    const report: CycleReport = await run.result();
    expect(report).toMatchObject({ status: 'completed', reconciliation: { drift: 0 } });
    expect(idsOf(report.orders)).toEqual(idsOf(orders));
    expect(await acceptedOrders(stack)).toEqual(before);
  }
  expect(await driftOfAllAccounts(client)).toEqual([0]);
});

test('an order reset to any earlier point after its end ends the same way and is not sent again', async () => {
  const { status, body } = await placeManually(stack, { type: 'market', qty: '1' });
  expect(status).toBe(201);
  const { clientOrderId } = orderAnswer.parse(body);
  const id = orderWorkflowId(clientOrderId);
  const answer: unknown = await client.workflow.getHandle(id).result();
  expect(answer).toMatchObject({ status: 'filled' });

  const before = await acceptedOrders(stack);
  for (const point of await resetPoints(client, id)) {
    expect(await (await resetTo(client, id, point)).result()).toEqual(answer);
    expect(await acceptedOrders(stack)).toEqual(before);
  }
  expect(await driftOfAllAccounts(client)).toEqual([0]);
});

test('an order that rests at the broker, reset to any earlier point, is not sent again and can still be canceled', async () => {
  const { body } = await placeManually(stack, { type: 'limit', qty: '1', limitPrice: '100' });
  const { clientOrderId } = orderAnswer.parse(body);
  const id = orderWorkflowId(clientOrderId);
  const points = await resetPoints(client, id);
  expect(points.length).toBeGreaterThan(1);

  for (const point of points) {
    const run = await resetTo(client, id, point);
    await eventually('the run knows that the broker has the order', async () =>
      (await run.query(orderQuery))?.status === 'accepted' ? true : undefined,
    );
    expect(await acceptedOrders(stack, clientOrderId)).toHaveLength(1);
  }
  const canceled = await stack.api(`/v1/orders/${clientOrderId}`, { method: 'DELETE' });
  expect(canceled.ok).toBe(true);
  expect(await client.workflow.getHandle(id).result()).toMatchObject({ status: 'canceled' });
  expect(await driftOfAllAccounts(client)).toEqual([0]);
});

function idsOf(orders: readonly { readonly clientOrderId: string }[]): readonly string[] {
  return orders.map(({ clientOrderId }) => clientOrderId).sort();
}
