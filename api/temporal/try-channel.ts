import { randomUUID } from 'node:crypto';
import { type Client, WorkflowFailedError } from '@temporalio/client';
import type { AlertChannelRow } from '../../db/tables/alert-channel-tables.ts';
import { type Notice, noticeWorkflowId } from '../../domain/alerts/notice.ts';
import { TASK_QUEUES } from '../../workflows/messages.ts';
import type { tryChannel as TryChannel } from '../../workflows/send-notice.ts';
import { isTemporalOutage } from '../outages.ts';
import { problem } from '../problem-error.ts';
import { describeWorkflow } from './describe-workflow.ts';

/** Has a worker send a test message to a channel, once. @throws ProblemError WORKER_UNAVAILABLE when none answers. */
export async function tryChannel(
  client: Client,
  { id, kind, name, target }: AlertChannelRow,
  timeouts: { readonly trialMs: number; readonly temporalMs: number },
): Promise<{ readonly delivered: boolean; readonly reason?: string }> {
  const noticeId = `test-${randomUUID()}`;
  const notice: Notice = {
    id: noticeId,
    what: 'test',
    severity: 'info',
    title: `A test of the channel ${name}`,
    message: 'Somebody tries whether alerts arrive here.',
    facts: {},
    at: new Date().toISOString(),
  };
  const workflowId = noticeWorkflowId(noticeId);
  try {
    return await client.withDeadline(Date.now() + timeouts.trialMs, async () =>
      client.workflow.execute<typeof TryChannel>('tryChannel', {
        workflowId,
        taskQueue: TASK_QUEUES.cycle,
        args: [{ channel: { id, kind, target }, notice }],
        workflowExecutionTimeout: timeouts.trialMs,
        staticSummary: `A test message by ${kind}`,
      }),
    );
  } catch (error) {
    const nobodyCame = error instanceof WorkflowFailedError;
    if (!nobodyCame && !isTemporalOutage(error)) throw error;
    if (!nobodyCame) await describeWorkflow(client, workflowId, timeouts.temporalMs);
    throw problem('WORKER_UNAVAILABLE', 'No worker has sent it in time; try again.', { cause: error });
  }
}
