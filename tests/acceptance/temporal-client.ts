import { Client, Connection } from '@temporalio/client';
import { TASK_QUEUES } from '../../workflows/messages.ts';
import type { reconciliation } from '../../workflows/reconciliation.ts';
import type { BootedStack } from '../support/stack.ts';

/** Talks to the stack's Temporal as any client may; `close` it. */
export async function temporalOf(stack: BootedStack): Promise<Client> {
  const connection = await Connection.connect({ address: stack.stackJson().addresses.temporal ?? '' });
  return new Client({ connection });
}

/** Compares every account with its broker now; gives the number of differences of each. */
export async function driftOfAllAccounts(client: Client): Promise<readonly number[]> {
  const summaries = await client.workflow.execute<typeof reconciliation>('reconciliation', {
    workflowId: `reconciliation:asked:${crypto.randomUUID()}`,
    taskQueue: TASK_QUEUES.orders,
    args: [{}],
  });
  return summaries.map(({ drift }) => drift);
}
