import type { Client, WorkflowHandle } from '@temporalio/client';

/** Where a run can be reset to, in the history's own numbers: its WorkflowTaskCompleted events. */
type ResetPoint = Awaited<ReturnType<typeof resetPoints>>[number];

/** Every point to which the workflow's present run can be reset, the earliest first. */
export async function resetPoints(client: Client, workflowId: string) {
  const { runId } = await client.workflow.getHandle(workflowId).describe();
  const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  return (events ?? []).flatMap(({ eventId, workflowTaskCompletedEventAttributes: decided }) =>
    eventId && decided ? [{ runId, eventId }] : [],
  );
}

/** Resets as `temporal workflow reset` does; gives the run that goes on from there. */
export async function resetTo(
  client: Client,
  workflowId: string,
  point: ResetPoint,
): Promise<WorkflowHandle> {
  const answer: Promise<{ readonly runId: string }> = client.workflowService.resetWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId, runId: point.runId },
    workflowTaskFinishEventId: point.eventId,
    reason: 'a test of resets',
    requestId: crypto.randomUUID(),
  });
  return client.workflow.getHandle(workflowId, (await answer).runId);
}
