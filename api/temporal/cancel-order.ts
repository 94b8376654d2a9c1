import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import {
  type CancelOrderInput,
  cancelLegUpdate,
  cancelOrderWorkflowId,
  cancelUpdate,
  type OrderAnswer,
  orderWorkflowId,
  TASK_QUEUES,
} from '../../workflows/messages.ts';
import { isTemporalOutage } from '../outages.ts';
import { problem } from '../problem-error.ts';
import { describeWorkflow } from './describe-workflow.ts';

/**
 * Asks the order's workflow, for an exit of a group that of its parent, to cancel. An order that no workflow follows,
 * such as one that was placed elsewhere, is cancelled by a workflow of its own, once for each `requestId`. Gives the
 * order's standing, or undefined when it has ended.
 * @throws ProblemError WORKER_UNAVAILABLE when Temporal answers and no worker does: the request may still be served.
 */
export async function cancelOrder(
  client: Client,
  order: {
    readonly clientOrderId: string;
    readonly parentClientOrderId: string | null;
    readonly source: string;
  },
  requestId: string,
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
    if (error instanceof WorkflowUpdateFailedError) return undefined;
    if (error instanceof WorkflowNotFoundError) return await cancelAlone(client, order, requestId, timeouts);
    return await unanswered(client, workflowId, timeouts.temporalMs, error);
  }
}

async function cancelAlone(
  client: Client,
  { clientOrderId }: CancelOrderInput,
  requestId: string,
  timeouts: { readonly acknowledgementMs: number; readonly temporalMs: number },
): Promise<OrderAnswer> {
  const workflowId = cancelOrderWorkflowId(clientOrderId, requestId);
  try {
    return await client.withDeadline(Date.now() + timeouts.acknowledgementMs, async () => {
      const handle = await client.workflow.start<CancelOrder>('cancelOrder', {
        workflowId,
        taskQueue: TASK_QUEUES.orders,
        args: [{ clientOrderId }],
        workflowIdConflictPolicy: 'USE_EXISTING',
        staticSummary: 'cancel an order that no workflow follows',
      });
      return await handle.result();
    });
  } catch (error) {
    return await unanswered(client, workflowId, timeouts.temporalMs, error);
  }
}

type CancelOrder = (input: CancelOrderInput) => Promise<OrderAnswer>;

async function unanswered(
  client: Client,
  workflowId: string,
  timeoutMs: number,
  error: unknown,
): Promise<never> {
  if (!isTemporalOutage(error)) throw error;
  await describeWorkflow(client, workflowId, timeoutMs);
  throw problem(
    'WORKER_UNAVAILABLE',
    'No worker took the cancellation in time; look at the order, then repeat.',
    { cause: error },
  );
}
