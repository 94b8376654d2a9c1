import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { Config } from '../../config/config.ts';
import { PROBE_NOW_WORKFLOW_ID, type ProbedIntegrations, TASK_QUEUES } from '../../workflows/messages.ts';
import type { probeIntegrations } from '../../workflows/probe-integrations.ts';

const CONNECT_TIMEOUT_MS = 3_000;
const TAKEN_WITHIN_MS = 12_000;
const DONE_WITHIN_MS = 300_000;
const POLL_MS = 200;
/** Started, scheduled, taken, done: a worker that took the workflow and froze has not done its first task. */
const EVENTS_OF_A_FIRST_TASK = 4;

export type ByWorker =
  | ({ readonly kind: 'probed' } & ProbedIntegrations)
  | { readonly kind: 'nobody'; readonly reason: string };

/** Has a worker probe every point. `nobody`: Temporal does not answer, or no worker has taken the run in time. */
export async function probeByWorker({ temporal }: Config): Promise<ByWorker> {
  let connection: Connection;
  try {
    connection = await Connection.connect({ address: temporal.address, connectTimeout: CONNECT_TIMEOUT_MS });
  } catch (error) {
    return { kind: 'nobody', reason: `Temporal does not answer: ${reasonOf(error)}` };
  }
  const client = new Client({ connection, namespace: temporal.namespace });
  try {
    return await client.withDeadline(Date.now() + DONE_WITHIN_MS, async () => {
      const handle = await client.workflow.start<typeof probeIntegrations>('probeIntegrations', {
        workflowId: PROBE_NOW_WORKFLOW_ID,
        taskQueue: TASK_QUEUES.cycle,
        args: [{ all: true }],
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowExecutionTimeout: '20m',
        // Longer than we wait: a first task that a frozen worker lets run out is none that was done.
        workflowTaskTimeout: '30s',
        staticSummary: 'Every integration point, by hand',
      });
      const deadline = Date.now() + TAKEN_WITHIN_MS;
      while ((await handle.describe()).historyLength < EVENTS_OF_A_FIRST_TASK) {
        if (Date.now() > deadline) {
          await handle.terminate('no worker has taken it');
          return { kind: 'nobody', reason: `no worker has taken the run within ${TAKEN_WITHIN_MS} ms` };
        }
        await delay(POLL_MS);
      }
      return { kind: 'probed', ...(await handle.result()) };
    });
  } catch (error) {
    return { kind: 'nobody', reason: `the run did not come to an end: ${reasonOf(error)}` };
  } finally {
    await connection.close();
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
