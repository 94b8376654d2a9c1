import { randomUUID } from 'node:crypto';
import { type Client, WorkflowFailedError } from '@temporalio/client';
import { TimeoutFailure } from '@temporalio/common';
import type { MarketAnswer, MarketQuestion } from '../../domain/market-question.ts';
import { marketQuestionWorkflowId, TASK_QUEUES } from '../../workflows/messages.ts';
import type { readMarket } from '../../workflows/read-market.ts';
import { isTemporalOutage } from '../outages.ts';
import { PROBLEM_CODES } from '../problem-codes.ts';
import { ProblemError, problem } from '../problem-error.ts';
import { describeWorkflow } from './describe-workflow.ts';

export type Answered = Exclude<MarketAnswer, { readonly kind: 'outage' }>;

/**
 * Has a worker answer a question about the market.
 * @throws ProblemError SOURCE_UNAVAILABLE and SOURCE_REFUSED with source and reason; WORKER_UNAVAILABLE when no worker
 * answers in time.
 */
export async function askMarket(
  client: Client,
  question: MarketQuestion,
  timeouts: { readonly marketMs: number; readonly temporalMs: number },
): Promise<Answered> {
  const workflowId = marketQuestionWorkflowId(randomUUID());
  try {
    const answer = await client.withDeadline(Date.now() + timeouts.marketMs, async () =>
      client.workflow.execute<typeof readMarket>('readMarket', {
        workflowId,
        taskQueue: TASK_QUEUES.cycle,
        args: [question],
        workflowExecutionTimeout: timeouts.marketMs,
        staticSummary: `${question.kind} of ${question.symbols.slice(0, 10).join(', ')}`,
      }),
    );
    if (answer.kind === 'outage') throw outageProblem(answer.outage);
    return answer;
  } catch (error) {
    const nobodyCame = error instanceof WorkflowFailedError && error.cause instanceof TimeoutFailure;
    if (!nobodyCame && !isTemporalOutage(error)) throw error;
    if (!nobodyCame) await describeWorkflow(client, workflowId, timeouts.temporalMs);
    throw problem('WORKER_UNAVAILABLE', 'No worker answered in time; ask again.', { cause: error });
  }
}

function outageProblem(outage: Extract<MarketAnswer, { readonly kind: 'outage' }>['outage']): ProblemError {
  const code = outage.kind === 'refused' ? 'SOURCE_REFUSED' : 'SOURCE_UNAVAILABLE';
  const { source, request, kind, reason } = outage;
  return new ProblemError({
    ...PROBLEM_CODES[code],
    code,
    detail: reason,
    members: { source, request, outage: kind },
  });
}
