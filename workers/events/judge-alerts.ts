import { type Client, WorkflowIdConflictPolicy } from '@temporalio/client';
import type { evaluateAlerts } from '../../workflows/evaluate-alerts.ts';
import { alertsWorkflowId, TASK_QUEUES } from '../../workflows/messages.ts';

/** The events of a burst are judged together. */
const GATHER = '1s';

/** One run at a time for each user, a moment after the first event: it judges what is so when it reads. */
export async function judgeAlerts(client: Client, userId: string): Promise<void> {
  await client.workflow.start<typeof evaluateAlerts>('evaluateAlerts', {
    workflowId: alertsWorkflowId(userId),
    taskQueue: TASK_QUEUES.cycle,
    args: [{ userId }],
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
    startDelay: GATHER,
    staticSummary: 'Alerts of one user, after an event',
  });
}
