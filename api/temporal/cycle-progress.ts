import { type Client, QueryNotRegisteredError, WorkflowNotFoundError } from '@temporalio/client';
import { progressQuery, type StepProgress } from '../../workflows/messages.ts';
import { isTemporalOutage } from '../outages.ts';

const QUERY_TIMEOUT_MS = 1_000;

/** The steps of a running cycle in its own words; undefined when neither worker nor Temporal tells within a second. */
export async function liveSteps(
  client: Client,
  workflowId: string,
): Promise<readonly StepProgress[] | undefined> {
  try {
    const progress = await client.withDeadline(Date.now() + QUERY_TIMEOUT_MS, async () =>
      client.workflow.getHandle(workflowId).query(progressQuery),
    );
    return progress.steps;
  } catch (error) {
    const isAway =
      isTemporalOutage(error) ||
      error instanceof WorkflowNotFoundError ||
      error instanceof QueryNotRegisteredError;
    if (isAway) return undefined;
    throw error;
  }
}
