import {
  ApplicationFailure,
  type Client,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { APPROVAL_FAULTS, type ApprovalFault } from '../../domain/approval/approval-fault.ts';
import type { ApprovalWord } from '../../domain/approval/order-approval.ts';
import { decideApprovalUpdate, orderWorkflowId } from '../../workflows/messages.ts';
import { isTemporalOutage } from '../outages.ts';
import { describeWorkflow } from './describe-workflow.ts';

/**
 * `taken`: the workflow has carried the word out, and the ledger has what came of it. `fault`: it does not count.
 * `gone`: the order's workflow has ended. `unheard`: Temporal has answered and no worker has, in time.
 */
export type Heard =
  | { readonly kind: 'taken' | 'gone' | 'unheard' }
  | { readonly kind: 'fault'; readonly fault: ApprovalFault };

/** Takes a person's word to the order's workflow. The same `wordId` gives the first answer again. */
export async function decideApproval(
  client: Client,
  clientOrderId: string,
  word: ApprovalWord,
  timeouts: { readonly acknowledgementMs: number; readonly temporalMs: number },
): Promise<Heard> {
  const workflowId = orderWorkflowId(clientOrderId);
  try {
    await client.withDeadline(Date.now() + timeouts.acknowledgementMs, async () =>
      client.workflow
        .getHandle(workflowId)
        .executeUpdate(decideApprovalUpdate, { args: [word], updateId: word.wordId }),
    );
    return { kind: 'taken' };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { kind: 'gone' };
    if (error instanceof WorkflowUpdateFailedError) {
      const fault = faultOf(error.cause);
      if (fault === undefined) throw error;
      return { kind: 'fault', fault };
    }
    if (!isTemporalOutage(error)) throw error;
    await describeWorkflow(client, workflowId, timeouts.temporalMs);
    return { kind: 'unheard' };
  }
}

function faultOf(cause: unknown): ApprovalFault | undefined {
  if (!(cause instanceof Error)) return undefined;
  if (!(cause instanceof ApplicationFailure)) return faultOf(cause.cause);
  return isFault(cause.type) ? cause.type : faultOf(cause.cause);
}

function isFault(type: string | null | undefined): type is ApprovalFault {
  return typeof type === 'string' && Object.hasOwn(APPROVAL_FAULTS, type);
}
