import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { BrokerAccountRow, StrategyRow } from '../../db/schema.ts';
import { type CycleInput, cycleWorkflowId, TASK_QUEUES } from '../../workflows/messages.ts';
import { cycleStartOptions } from './cycle-start-options.ts';

/** Starts the strategy's cycle for `asOf`, once for all time. False when it has had one. */
export async function startCycle(
  client: Client,
  request: {
    readonly strategy: Pick<StrategyRow, 'id' | 'name' | 'kind' | 'universe'>;
    readonly mode: BrokerAccountRow['mode'];
    readonly asOf: string;
  },
  timeoutMs: number,
): Promise<boolean> {
  const workflowId = cycleWorkflowId(request.strategy.id, request.asOf);
  const input: CycleInput = { strategyId: request.strategy.id, asOf: request.asOf };
  try {
    await client.withDeadline(Date.now() + timeoutMs, async () =>
      client.workflow.start('autonomousCycle', {
        workflowId,
        taskQueue: TASK_QUEUES.cycle,
        args: [input],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'FAIL',
        ...cycleStartOptions(request.strategy, request.mode),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}
