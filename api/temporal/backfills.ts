import { createHash } from 'node:crypto';
import { type Client, QueryNotRegisteredError, WorkflowNotFoundError } from '@temporalio/client';
import type { BackfillProgress, BackfillWish } from '../../domain/bars/backfill.ts';
import type { backfillBars } from '../../workflows/backfill-bars.ts';
import { backfillProgressQuery, backfillWorkflowId, TASK_QUEUES } from '../../workflows/messages.ts';
import { isTemporalOutage } from '../outages.ts';

const QUERY_TIMEOUT_MS = 2_000;

/** Starts the backfill, or joins the one that has the same wish and still runs. Gives its id. */
export async function startBackfill(client: Client, wish: BackfillWish, timeoutMs: number): Promise<string> {
  const { accountId, symbols, timeframe, start, until } = wish;
  const digest = createHash('sha256')
    .update(JSON.stringify([symbols, start, until]))
    .digest('hex');
  const workflowId = backfillWorkflowId(accountId, `${timeframe}-${digest.slice(0, 16)}`);
  await client.withDeadline(Date.now() + timeoutMs, async () =>
    client.workflow.start<typeof backfillBars>('backfillBars', {
      workflowId,
      taskQueue: TASK_QUEUES.cycle,
      args: [{ wish }],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      staticSummary: `${timeframe} bars of ${symbols.length} symbols from ${start}`,
    }),
  );
  return workflowId;
}

export interface BackfillSeen {
  readonly status: 'running' | 'completed' | 'failed' | 'stopped';
  /** Absent while no worker tells. */
  readonly progress?: BackfillProgress;
}

/** How far a backfill is; undefined when Temporal knows none of this id. */
export async function findBackfill(
  client: Client,
  workflowId: string,
  timeoutMs: number,
): Promise<BackfillSeen | undefined> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    const { status } = await client.withDeadline(Date.now() + timeoutMs, async () => handle.describe());
    const progress = await progressOf(client, workflowId);
    return { status: wordOf(status.name), ...(progress === undefined ? {} : { progress }) };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

async function progressOf(client: Client, workflowId: string): Promise<BackfillProgress | undefined> {
  try {
    return await client.withDeadline(Date.now() + QUERY_TIMEOUT_MS, async () =>
      client.workflow.getHandle(workflowId).query(backfillProgressQuery),
    );
  } catch (error) {
    if (isTemporalOutage(error) || error instanceof QueryNotRegisteredError) return undefined;
    throw error;
  }
}

function wordOf(status: string): BackfillSeen['status'] {
  if (status === 'RUNNING' || status === 'CONTINUED_AS_NEW') return 'running';
  if (status === 'COMPLETED') return 'completed';
  return status === 'FAILED' || status === 'TIMED_OUT' ? 'failed' : 'stopped';
}
