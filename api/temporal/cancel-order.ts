import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { cancelUpdate, type OrderAnswer, orderWorkflowId } from '../../workflows/messages.ts';
import { isTemporalOutage } from '../outages.ts';
import { problem } from '../problem-error.ts';
import { describeWorkflow } from './describe-workflow.ts';

/**
 * Asks the order's workflow to cancel. Gives its word, or undefined when the order has ended.
 * @throws ProblemError WORKER_UNAVAILABLE when Temporal answers and no worker does: the request may still be served.
 */
export async function cancelOrder(
  client: Client,
  clientOrderId: string,
  timeouts: { readonly acknowledgementMs: number; readonly temporalMs: number },
): Promise<OrderAnswer | undefined> {
  const workflowId = orderWorkflowId(clientOrderId);
  try {
    return await client.withDeadline(Date.now() + timeouts.acknowledgementMs, async () =>
      client.workflow.getHandle(workflowId).executeUpdate(cancelUpdate),
    );
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || error instanceof WorkflowUpdateFailedError)
      return undefined;
    if (!isTemporalOutage(error)) throw error;
    await describeWorkflow(client, workflowId, timeouts.temporalMs);
    throw problem(
      'WORKER_UNAVAILABLE',
      'No worker took the cancellation in time; look at the order, then repeat.',
      {
        cause: error,
      },
    );
  }
}
