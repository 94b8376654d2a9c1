import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { order, orderPage } from '../../api/contract/orders.ts';
import { strategy } from '../../api/contract/strategies.ts';
import { orderWorkflowId } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { createSandboxControl, type SandboxControl } from '../support/sandbox-control.ts';
import { type BootedStack, bootStack } from '../support/stack.ts';
import { acceptedOrders } from './broker-books.ts';
import { pidOf, successorOf } from './processes.ts';
import { temporalOf } from './temporal-client.ts';
import { ready, type Trader, traderOn } from './trader.ts';

let stack: BootedStack;
let sandbox: SandboxControl;
let trader: Trader;
let client: Client;

beforeAll(async () => {
  stack = await bootStack();
  const url = stack.stackJson().addresses.sandbox ?? '';
  sandbox = createSandboxControl(() => url);
  trader = await traderOn(stack);
  client = await temporalOf(stack);
});
afterAll(async () => {
  await client?.connection.close();
  await stack?.stop();
});

async function killWorker(): Promise<void> {
  const pid = pidOf(stack, 'worker');
  process.kill(pid, 'SIGKILL');
  await successorOf(stack, 'worker', pid);
  await ready(stack);
}

async function decide(id: string, decision: 'approve' | 'reject'): Promise<Response> {
  return await stack.api(`/v1/orders/${id}/approval`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `decide-${id}` },
    body: JSON.stringify({ decision }),
  });
}

test('a cycle’s orders wait for a person over a killed worker, and a decision killed half-way is carried out once', async () => {
  await trader.api.call('PATCH', `/v1/strategies/${trader.strategyId}`, strategy, { approvalAboveUsd: '0' });
  const cycleId = await trader.start();
  const waiting = await eventually(
    'both orders wait',
    async () => {
      const { items } = await trader.api.call('GET', '/v1/orders?status=awaiting_approval', orderPage);
      return items.length === 2 ? items : undefined;
    },
    30_000,
  );
  const [wanted, unwanted] = waiting.map(({ clientOrderId }) => clientOrderId);
  if (wanted === undefined || unwanted === undefined) throw new Error('two orders wait');
  const before = await acceptedOrders(stack);

  await killWorker();
  await sandbox.fault({ system: 'alpaca-trading', method: 'GET', path: '/v2/account', effect: 'hang' });
  const handle = client.workflow.getHandle(orderWorkflowId(wanted));
  await eventually(
    'the decision is under way, and risk waits for the broker',
    async () => {
      await (await decide(wanted, 'approve')).text();
      const { raw } = await handle.describe();
      const step = raw.pendingActivities?.find(({ activityType }) => activityType?.name === 'decideApproval');
      return step?.lastStartedTime ? true : undefined;
    },
    90_000,
  );
  await killWorker();
  await sandbox.clearFaults();

  const decided = await eventually(
    'the decision is carried out',
    async () => {
      const answer = await decide(wanted, 'approve');
      if (answer.status === 200) return order.parse(await answer.json());
      await answer.text();
      return undefined;
    },
    90_000,
  );
  expect(decided.approval).toMatchObject({ decision: 'approve' });
  expect((await decide(unwanted, 'reject')).status).toBe(200);

  const ended = await trader.ended(cycleId);
  expect(ended).toMatchObject({ status: 'completed', outcome: 'traded', reconciliation: { drift: 0 } });
  expect(
    Object.fromEntries(ended.orders.map(({ clientOrderId, status }) => [clientOrderId, status])),
  ).toEqual({
    [wanted]: 'filled',
    [unwanted]: 'refused',
  });
  const known = new Set(before.map(({ id }) => id));
  const sent = (await acceptedOrders(stack)).filter(({ id }) => !known.has(id));
  expect(sent).toHaveLength(1);
});
