import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import type { ProbeFlows } from '../../activities/probes/probe-deps.ts';
import type { answerOnQueues } from '../../workflows/answer-on-queues.ts';
import type { autonomousCycle } from '../../workflows/autonomous-cycle.ts';
import type { evaluateAlerts } from '../../workflows/evaluate-alerts.ts';
import type { lookAtSymbol } from '../../workflows/look-at-symbol.ts';
import {
  acknowledgementUpdate,
  alertsWorkflowId,
  cancelUpdate,
  cycleWorkflowId,
  lookWorkflowId,
  orderWorkflowId,
  RECONCILIATION_WORKFLOW_ID,
  TASK_QUEUES,
} from '../../workflows/messages.ts';
import type { order } from '../../workflows/order.ts';
import type { reconciliation } from '../../workflows/reconciliation.ts';
import type { sessionCleanup } from '../../workflows/session-cleanup.ts';

const QUEUES_WITHIN_MS = 6_000;
const LOOK_WITHIN_MS = 30_000;
const RECONCILED_WITHIN_MS = 25_000;
const CLEANED_WITHIN_MS = 25_000;
const CYCLE_WITHIN_MS = 110_000;
const ORDER_WITHIN_MS = 20_000;

/** The workflows that probes walk through, started as the API and the Schedules start them. */
export function probeFlows(client: Client): ProbeFlows {
  const within = async <T>(ms: number, work: () => Promise<T>): Promise<T> =>
    client.withDeadline(Date.now() + ms, work);
  return {
    askQueues: (runId) =>
      within(QUEUES_WITHIN_MS, async () =>
        client.workflow.execute<typeof answerOnQueues>('answerOnQueues', {
          workflowId: `answer-on-queues:${runId}`,
          taskQueue: TASK_QUEUES.orders,
          args: [],
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowExecutionTimeout: QUEUES_WITHIN_MS,
          staticSummary: 'Is every queue worked on?',
        }),
      ),
    look: (accountId, symbol) =>
      within(LOOK_WITHIN_MS, async () =>
        client.workflow.execute<typeof lookAtSymbol>('lookAtSymbol', {
          workflowId: lookWorkflowId(accountId, symbol),
          taskQueue: TASK_QUEUES.cycle,
          args: [{ accountId, symbol }],
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowExecutionTimeout: '2m',
          staticSummary: `A look at ${symbol}, as a probe`,
        }),
      ),
    reconcile: (accountId) =>
      within(RECONCILED_WITHIN_MS, async () =>
        client.workflow.execute<typeof reconciliation>('reconciliation', {
          workflowId: `${RECONCILIATION_WORKFLOW_ID}:${accountId}`,
          taskQueue: TASK_QUEUES.orders,
          args: [{ accountId }],
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowExecutionTimeout: '5m',
          staticSummary: 'Broker against ledger, as a probe',
        }),
      ),
    judgeAlerts: (userId) =>
      within(RECONCILED_WITHIN_MS, async () =>
        client.workflow.execute<typeof evaluateAlerts>('evaluateAlerts', {
          workflowId: alertsWorkflowId(userId),
          taskQueue: TASK_QUEUES.cycle,
          args: [{ userId }],
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowExecutionTimeout: '5m',
          staticSummary: 'Alerts of the probe’s user',
        }),
      ),
    cleanUpSessions: () =>
      within(CLEANED_WITHIN_MS, async () =>
        client.workflow.execute<typeof sessionCleanup>('sessionCleanup', {
          workflowId: 'session-cleanup:probe',
          taskQueue: TASK_QUEUES.cycle,
          args: [],
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowExecutionTimeout: '2m',
          staticSummary: 'Sessions that are over, as a probe',
        }),
      ),
    cycle: (strategyId, asOf) =>
      within(CYCLE_WITHIN_MS, async () =>
        client.workflow.execute<typeof autonomousCycle>('autonomousCycle', {
          workflowId: cycleWorkflowId(strategyId, asOf),
          taskQueue: TASK_QUEUES.cycle,
          args: [{ strategyId, asOf }],
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          staticSummary: 'A cycle of the probe’s strategy in the sandbox',
        }),
      ),
    placeOrder: (input) =>
      within(ORDER_WITHIN_MS, async () =>
        client.workflow.executeUpdateWithStart(acknowledgementUpdate, {
          startWorkflowOperation: new WithStartWorkflowOperation<typeof order>('order', {
            workflowId: orderWorkflowId(input.clientOrderId),
            taskQueue: TASK_QUEUES.orders,
            args: [input],
            workflowIdConflictPolicy: 'USE_EXISTING',
            workflowIdReusePolicy: 'REJECT_DUPLICATE',
            staticSummary: `A probe’s order for ${input.request.symbol}`,
          }),
          updateId: input.clientOrderId,
        }),
      ),
    cancelOrder: (clientOrderId) =>
      within(ORDER_WITHIN_MS, async () =>
        client.workflow
          .getHandle(orderWorkflowId(clientOrderId))
          .executeUpdate(cancelUpdate, { updateId: `cancel:${clientOrderId}` }),
      ),
  };
}
