import type { Client } from '@temporalio/client';
import { type CancelOrdersInput, cancelOrdersWorkflowId, TASK_QUEUES } from '../../workflows/messages.ts';
import { isTemporalOutage } from '../outages.ts';

/**
 * Has a worker ask the broker for the end of an account's entries, which are marked in the ledger already; waits for
 * nothing. False when Temporal does not answer: then each order's own workflow passes the wish on once it goes on.
 */
export async function cancelEntries(
  client: Client,
  { accountId, requestId }: { readonly accountId: string; readonly requestId: string },
  timeoutMs: number,
): Promise<boolean> {
  const input: CancelOrdersInput = { accountId, only: 'entries' };
  try {
    await client.withDeadline(Date.now() + timeoutMs, async () =>
      client.workflow.start('cancelOrders', {
        workflowId: cancelOrdersWorkflowId(accountId, requestId),
        taskQueue: TASK_QUEUES.orders,
        args: [input],
        workflowIdConflictPolicy: 'USE_EXISTING',
        staticSummary: 'cancel the entries of a user who may not trade any more',
      }),
    );
    return true;
  } catch (error) {
    if (!isTemporalOutage(error)) throw error;
    return false;
  }
}
