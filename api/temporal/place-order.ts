import {
  type Client,
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import type { BrokerAccountRow } from '../../db/schema.ts';
import {
  acknowledgementUpdate,
  type OrderAnswer,
  type OrderInput,
  orderWorkflowId,
  SEARCH_ATTRIBUTES,
  TASK_QUEUES,
} from '../../workflows/messages.ts';
import { isTemporalOutage } from '../outages.ts';
import { describeWorkflow } from './describe-workflow.ts';

/**
 * `answered`: the workflow's word. `pending`: the order is in Temporal's hands and nobody has answered yet.
 * `ended`: its workflow has come to an end before; the ledger knows how.
 */
export type Placement =
  | { readonly kind: 'answered'; readonly answer: OrderAnswer }
  | { readonly kind: 'pending' }
  | { readonly kind: 'ended' };

/**
 * Starts the order's workflow, or joins the one that runs, and waits for the acknowledgement in the same call.
 * The same `updateId` gives the first answer again.
 */
export async function placeOrder(
  client: Client,
  request: {
    readonly input: OrderInput;
    readonly mode: BrokerAccountRow['mode'];
    readonly updateId: string;
    readonly summary: string;
  },
  timeouts: { readonly acknowledgementMs: number; readonly temporalMs: number },
): Promise<Placement> {
  const workflowId = orderWorkflowId(request.input.clientOrderId);
  const start = new WithStartWorkflowOperation('order', {
    workflowId,
    taskQueue: TASK_QUEUES.orders,
    args: [request.input],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    staticSummary: request.summary,
    typedSearchAttributes: [
      { key: SEARCH_ATTRIBUTES.symbols, value: [request.input.request.symbol] },
      { key: SEARCH_ATTRIBUTES.mode, value: request.mode },
    ],
  });
  try {
    const answer = await client.withDeadline(Date.now() + timeouts.acknowledgementMs, async () =>
      client.workflow.executeUpdateWithStart(acknowledgementUpdate, {
        startWorkflowOperation: start,
        updateId: request.updateId,
      }),
    );
    return { kind: 'answered', answer };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return { kind: 'ended' };
    if (!isTemporalOutage(error) && !(error instanceof WorkflowUpdateFailedError)) throw error;
    const known = await describeWorkflow(client, workflowId, timeouts.temporalMs);
    if (known === undefined) throw error;
    return { kind: known.closedAt === undefined ? 'pending' : 'ended' };
  }
}
