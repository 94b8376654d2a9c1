import type { Client } from '@temporalio/client';
import type { BrokerAccountRow } from '../../db/schema.ts';
import { markdownLine } from '../../domain/shown-text.ts';
import { haltWorkflowId, TASK_QUEUES, tradingStateChangedSignal } from '../../workflows/messages.ts';
import { isTemporalOutage } from '../outages.ts';

/**
 * Starts the workflow that carries out the account's halt, or tells the one that runs that the state is another. Gives
 * its id; undefined when Temporal does not answer: then a worker starts it within seconds of coming back.
 */
export async function tellHalt(
  client: Client,
  account: Pick<BrokerAccountRow, 'id' | 'name' | 'mode'>,
  timeoutMs: number,
): Promise<string | undefined> {
  const workflowId = haltWorkflowId(account.id);
  try {
    await client.withDeadline(Date.now() + timeoutMs, async () =>
      client.workflow.signalWithStart('haltTrading', {
        workflowId,
        taskQueue: TASK_QUEUES.orders,
        args: [{ accountId: account.id }],
        signal: tradingStateChangedSignal,
        signalArgs: [],
        staticSummary: `Halt of ${markdownLine(account.name, 100)} (${account.mode})`,
      }),
    );
    return workflowId;
  } catch (error) {
    if (!isTemporalOutage(error)) throw error;
    return undefined;
  }
}
