import type { Client } from '@temporalio/client';
import type { lookAtSymbol as Look } from '../../workflows/look-at-symbol.ts';
import { type LookAnswer, type LookInput, lookWorkflowId, TASK_QUEUES } from '../../workflows/messages.ts';
import { isTemporalOutage } from '../outages.ts';
import { problem } from '../problem-error.ts';
import { describeWorkflow } from './describe-workflow.ts';

/**
 * Has a worker look at a symbol, and waits for what it saw. Who asks while a look is under way shares it.
 * @throws ProblemError WORKER_UNAVAILABLE when Temporal answers and no worker has finished the look in time
 */
export async function lookAtSymbol(
  client: Client,
  input: LookInput,
  timeouts: { readonly lookMs: number; readonly temporalMs: number },
): Promise<LookAnswer> {
  const workflowId = lookWorkflowId(input.accountId, input.symbol);
  try {
    return await client.withDeadline(Date.now() + timeouts.lookMs, async () => {
      const handle = await client.workflow.start<typeof Look>('lookAtSymbol', {
        workflowId,
        taskQueue: TASK_QUEUES.cycle,
        args: [input],
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowExecutionTimeout: '2m',
        staticSummary: `A look at ${input.symbol}`,
      });
      return await handle.result();
    });
  } catch (error) {
    if (!isTemporalOutage(error)) throw error;
    await describeWorkflow(client, workflowId, timeouts.temporalMs);
    throw problem('WORKER_UNAVAILABLE', 'No worker has finished the look in time; ask again.', {
      cause: error,
    });
  }
}
