import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import {
  cancelLegUpdate,
  cancelUpdate,
  type OrderAnswer,
  orderWorkflowId,
} from '../../workflows/messages.ts';
import { isTemporalOutage } from '../outages.ts';
import { problem } from '../problem-error.ts';
import { describeWorkflow } from './describe-workflow.ts';

/**
 * Asks the order's workflow, for an exit of a group that of its parent, to cancel. Gives its word, or undefined when the order has ended.
 * @throws ProblemError WORKER_UNAVAILABLE when Temporal answers and no worker does: the request may still be served.
 */
export async function cancelOrder(
  client: Client,
  order: {
    readonly clientOrderId: string;
    readonly parentClientOrderId: string | null;
    readonly source: string;
  },
  timeouts: { readonly acknowledgementMs: number; readonly temporalMs: number },
): Promise<OrderAnswer | undefined> {
  const { clientOrderId, parentClientOrderId } = order;
  const isLeg = order.source === 'leg' && parentClientOrderId !== null;
  const workflowId = orderWorkflowId(isLeg ? parentClientOrderId : clientOrderId);
  try {
    const handle = client.workflow.getHandle(workflowId);
    return await client.withDeadline(Date.now() + timeouts.acknowledgementMs, async () =>
      isLeg
        ? handle.executeUpdate(cancelLegUpdate, { args: [{ clientOrderId }] })
        : handle.executeUpdate(cancelUpdate),
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
