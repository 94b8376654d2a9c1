import type { Client } from '@temporalio/client';
import { PROBE_NOW_WORKFLOW_ID, TASK_QUEUES } from '../../workflows/messages.ts';
import type { probeIntegrations } from '../../workflows/probe-integrations.ts';

/** Starts a run over every integration point, or joins the one that a person has started already. Gives its id. */
export async function probeNow(client: Client, timeoutMs: number): Promise<string> {
  await client.withDeadline(Date.now() + timeoutMs, async () =>
    client.workflow.start<typeof probeIntegrations>('probeIntegrations', {
      workflowId: PROBE_NOW_WORKFLOW_ID,
      taskQueue: TASK_QUEUES.cycle,
      args: [{ all: true }],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowExecutionTimeout: '20m',
      staticSummary: 'Every integration point, by hand',
    }),
  );
  return PROBE_NOW_WORKFLOW_ID;
}
