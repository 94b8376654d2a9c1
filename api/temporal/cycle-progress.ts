import {
  type Client,
  isGrpcServiceError,
  QueryNotRegisteredError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { progressQuery, type StepProgress } from '../../workflows/messages.ts';
import { isTemporalOutage } from '../outages.ts';

const QUERY_TIMEOUT_MS = 1_000;
/** gRPC: failed precondition. Temporal says so of a workflow whose worker has not answered it for a while. */
const NOT_READY: ReadonlySet<number> = new Set([9]);

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
      isNotReady(error) ||
      error instanceof WorkflowNotFoundError ||
      error instanceof QueryNotRegisteredError;
    if (isAway) return undefined;
    throw error;
  }
}

function isNotReady(error: unknown): boolean {
  if (isGrpcServiceError(error)) return NOT_READY.has(error.code);
  return error instanceof Error && isNotReady(error.cause);
}
