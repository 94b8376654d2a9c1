import { WorkflowIdConflictPolicy } from '@temporalio/client';
import { z } from 'zod';
import { symbolsOf } from '../../bench/trader.ts';
import { cycleById } from '../../db/queries/cycles/cycles.ts';
import { enterNextSession } from '../../launcher/stack/sandbox-session.ts';
import type { backfillBars } from '../../workflows/backfill-bars.ts';
import type { evaluateAlerts } from '../../workflows/evaluate-alerts.ts';
import type { memoryOutcomes } from '../../workflows/memory-outcomes.ts';
import {
  alertsWorkflowId,
  backfillWorkflowId,
  cancelUpdate,
  decideApprovalUpdate,
  MEMORY_OUTCOMES_SCHEDULE_ID,
  marketQuestionWorkflowId,
  orderWorkflowId,
  TASK_QUEUES,
} from '../../workflows/messages.ts';
import type { readMarket } from '../../workflows/read-market.ts';
import type { reconciliation } from '../../workflows/reconciliation.ts';
import type { sessionCleanup } from '../../workflows/session-cleanup.ts';
import type { InjectedFault } from '../support/sandbox-control.ts';
import { analystScenarios } from './analyst-scenarios.ts';
import { houseScenarios } from './house-scenarios.ts';
import type { RecordingDesk } from './recording-desk.ts';
import { expected, type Scenario } from './scenario.ts';
import { streamScenarios } from './stream-scenarios.ts';

const BUY = { symbol: 'AAPL', side: 'buy', type: 'market', timeInForce: 'day' } as const;
const clock = z.object({ next_close: z.string() });

/** In the order of recording; the last ones leave the market closed and the worker restarted. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'cycle-traded',
    async run(desk) {
      const { workflowId, report } = await desk.cycle('0.1');
      expected('traded', report.outcome);
      return { workflowId };
    },
  },
  {
    name: 'order-filled',
    async run(desk) {
      const { report } = await desk.cycle('0.14');
      const [order] = report.orders;
      expected('filled', order?.status);
      return { workflowId: orderWorkflowId(order?.clientOrderId ?? '') };
    },
  },
  {
    name: 'cycle-without-trade',
    async run(desk) {
      const { workflowId, report } = await desk.cycle('0.14');
      expected('no-trade', report.outcome);
      return { workflowId };
    },
  },
  {
    name: 'cycle-with-a-missing-source',
    async run(desk) {
      const fault = { system: 'alpaca-data', path: '/v1beta1/news', effect: 'status', status: 503 };
      const { workflowId } = await withFaults(desk, [fault], () => desk.cycle('0.14'));
      const row = await cycleById(desk.stack.db, workflowId);
      const news = row?.sources?.find(({ source }) => source.endsWith('news'));
      expected('missing', news?.status);
      return { workflowId };
    },
  },
  {
    name: 'cycle-on-100-symbols',
    async run(desk) {
      const { workflowId, report } = await desk.cycle('0.1', await symbolsOf(desk.stack, 100));
      expected('traded', report.outcome);
      return { workflowId };
    },
  },
  ...analystScenarios,
  {
    name: 'order-refused-by-risk',
    async run(desk) {
      const { workflowId, answer } = await desk.place('refused', { ...BUY, qty: '100000' });
      expected('refused', answer.status);
      await desk.ended(workflowId);
      return { workflowId };
    },
  },
  {
    name: 'order-with-unknown-outcome',
    async run(desk) {
      // Silent, because the stream would tell of the acceptance before its loss is noticed.
      const silence = { system: 'trade-updates', effect: 'silence' };
      const drop = {
        system: 'alpaca-trading',
        method: 'POST',
        path: '/v2/orders',
        effect: 'accept-then-drop',
      };
      const { workflowId } = await withFaults(desk, [silence, { ...drop, times: 1 }], async () => {
        const placed = await desk.place('unknown', { ...BUY, qty: '2' });
        expected('unknown', placed.answer.status);
        return placed;
      });
      expected('filled', (await desk.ended(workflowId)).status);
      return { workflowId, tells: '"status":"unknown"' };
    },
  },
  {
    name: 'order-filled-while-the-stream-is-silent',
    async run(desk) {
      const fault = { system: 'trade-updates', effect: 'silence' };
      const { workflowId } = await withFaults(desk, [fault], async () => {
        const placed = await desk.place('silent', { ...BUY, qty: '3' });
        await desk.ended(placed.workflowId);
        return placed;
      });
      expected('filled', (await desk.ended(workflowId)).status);
      return { workflowId };
    },
  },
  {
    name: 'order-canceled-by-update',
    async run(desk) {
      const { workflowId, answer } = await desk.place('canceled', {
        ...BUY,
        type: 'limit',
        limitPrice: '10',
        qty: '1',
      });
      expected('accepted', answer.status);
      await desk.stack.client.workflow.getHandle(workflowId).executeUpdate(cancelUpdate);
      expected('canceled', (await desk.ended(workflowId)).status);
      return { workflowId };
    },
  },
  {
    name: 'order-approved-by-a-person',
    async run(desk) {
      const { order, ended } = await desk.cycleThatAsks('0.07', 300);
      const { clientOrderId, payloadHash } = order;
      const workflowId = orderWorkflowId(clientOrderId);
      const word = {
        decision: 'approve',
        by: { userId: order.userId, role: 'owner' },
        payloadHash,
        wordId: 'recorded',
      } as const;
      const handle = desk.stack.client.workflow.getHandle(workflowId);
      await handle.executeUpdate(decideApprovalUpdate, { args: [word], updateId: word.wordId });
      expected('filled', (await desk.ended(workflowId)).status);
      await ended;
      return { workflowId, tells: '"status":"awaiting_approval"' };
    },
  },
  {
    name: 'cycle-whose-order-nobody-approved',
    async run(desk) {
      const { order, ended } = await desk.cycleThatAsks('0.12', 1);
      const report = await ended;
      expected('APPROVAL_EXPIRED', report.orders[0]?.refusal?.code);
      return { workflowId: order.cycleId ?? '' };
    },
  },
  {
    name: 'reconciliation',
    async run({ stack }) {
      const workflowId = 'reconciliation:recorded';
      await stack.client.workflow.execute<typeof reconciliation>('reconciliation', {
        workflowId,
        taskQueue: TASK_QUEUES.orders,
        args: [{}],
      });
      return { workflowId };
    },
  },
  {
    name: 'memory-outcomes',
    async run({ stack }) {
      const workflowId = MEMORY_OUTCOMES_SCHEDULE_ID;
      const place = { workflowId, taskQueue: TASK_QUEUES.cycle };
      await stack.client.workflow.execute<typeof memoryOutcomes>('memoryOutcomes', { ...place, args: [] });
      return { workflowId, tells: 'proposals looked at' };
    },
  },
  {
    name: 'session-cleanup',
    async run({ stack }) {
      const workflowId = 'session-cleanup:recorded';
      const place = { workflowId, taskQueue: TASK_QUEUES.cycle };
      await stack.client.workflow.execute<typeof sessionCleanup>('sessionCleanup', { ...place, args: [] });
      return { workflowId, tells: 'sessions' };
    },
  },
  ...houseScenarios,
  {
    name: 'market-question',
    async run({ stack, account }) {
      const workflowId = marketQuestionWorkflowId('recorded');
      const answer = await stack.client.workflow.execute<typeof readMarket>('readMarket', {
        workflowId,
        taskQueue: TASK_QUEUES.cycle,
        args: [{ kind: 'quotes', accountId: account.id, symbols: ['AAPL', 'MSFT'], limit: 10 }],
      });
      expected('quotes', answer.kind);
      return { workflowId, tells: 'alpaca:iex' };
    },
  },
  {
    name: 'backfill-bars',
    async run({ stack, account }) {
      const workflowId = backfillWorkflowId(account.id, 'recorded');
      const wish = {
        accountId: account.id,
        symbols: ['DIS', 'KO'],
        timeframe: '1Day',
        start: '2024-01-02T00:00:00.000Z',
        until: '2024-03-01T00:00:00.000Z',
      } as const;
      const told = await stack.client.workflow.execute<typeof backfillBars>('backfillBars', {
        workflowId,
        taskQueue: TASK_QUEUES.cycle,
        args: [{ wish }],
      });
      expected(1, told.pages);
      return { workflowId };
    },
  },
  {
    name: 'evaluate-alerts',
    async run({ stack, account }) {
      const workflowId = alertsWorkflowId(account.userId);
      await stack.client.workflow.execute<typeof evaluateAlerts>('evaluateAlerts', {
        workflowId,
        taskQueue: TASK_QUEUES.cycle,
        args: [{ userId: account.userId }],
        // One that an event has called for may be about to run.
        workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
      });
      return { workflowId, tells: 'rules judged' };
    },
  },
  ...streamScenarios,
  {
    name: 'cycle-refused',
    async run(desk) {
      const { sandbox, sandboxUrl } = desk.stack;
      const headers = { 'APCA-API-KEY-ID': desk.account.keyRef, 'APCA-API-SECRET-KEY': 'local' };
      const answer = await fetch(`${sandboxUrl}/v2/clock`, { headers });
      const { next_close: close } = clock.parse(await answer.json());
      await sandbox.clock({ now: new Date(Date.parse(close) + 60_000).toISOString() });
      const { workflowId, report } = await desk.cycle('0.1');
      expected('MARKET_CLOSED', report.outcome);
      await enterNextSession(sandboxUrl, desk.account.keyRef);
      return { workflowId };
    },
  },
];

async function withFaults<T>(
  { stack: { sandbox } }: RecordingDesk,
  faults: readonly InjectedFault[],
  work: () => Promise<T>,
): Promise<T> {
  for (const fault of faults) await sandbox.fault(fault);
  try {
    return await work();
  } finally {
    await sandbox.clearFaults();
  }
}
