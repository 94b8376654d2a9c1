import { type Client, WorkflowNotFoundError } from '@temporalio/client';

export interface StartedWorkflow {
  readonly startedAt: Date;
  readonly closedAt: Date | undefined;
}

/** A workflow that Temporal knows, whatever has become of it. */
export async function describeWorkflow(
  client: Client,
  workflowId: string,
  timeoutMs: number,
): Promise<StartedWorkflow | undefined> {
  try {
    const description = await client.withDeadline(Date.now() + timeoutMs, async () =>
      client.workflow.getHandle(workflowId).describe(),
    );
    return { startedAt: description.startTime, closedAt: description.closeTime };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
