import type { Client } from '@temporalio/client';
import type { CancelOrdersInput } from '../../workflows/messages.ts';
import { type CancelWish, cancelOrdersWorkflowId, TASK_QUEUES } from '../../workflows/messages.ts';
import { isTemporalOutage } from '../outages.ts';
import { problem } from '../problem-error.ts';
import { describeWorkflow } from './describe-workflow.ts';

/**
 * Asks for the end of every open order of an account, once for each `requestId`.
 * @throws ProblemError WORKER_UNAVAILABLE when no worker answers in time: the wish is kept and is still acted upon.
 */
export async function cancelOrders(
  client: Client,
  wish: { readonly accountId: string; readonly requestId: string },
  timeouts: { readonly acknowledgementMs: number; readonly temporalMs: number },
): Promise<readonly CancelWish[]> {
  const { accountId, requestId } = wish;
  const workflowId = cancelOrdersWorkflowId(accountId, requestId);
  const input: CancelOrdersInput = { accountId };
  try {
    return await client.withDeadline(Date.now() + timeouts.acknowledgementMs, async () => {
      const handle = await client.workflow.start<CancelOrders>('cancelOrders', {
        workflowId,
        taskQueue: TASK_QUEUES.orders,
        args: [input],
        workflowIdConflictPolicy: 'USE_EXISTING',
        staticSummary: 'cancel every open order',
      });
      return await handle.result();
    });
  } catch (error) {
    if (!isTemporalOutage(error)) throw error;
    await describeWorkflow(client, workflowId, timeouts.temporalMs);
    throw problem('WORKER_UNAVAILABLE', 'No worker answered in time; the orders are still asked to end.', {
      cause: error,
    });
  }
}

type CancelOrders = (input: CancelOrdersInput) => Promise<readonly CancelWish[]>;
