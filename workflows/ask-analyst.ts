import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ChildWorkflowFailure,
  executeChild,
  ParentClosePolicy,
  proxyActivities,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { CycleActivities } from '../activities/cycle/cycle-activities.ts';
import type { Decided } from '../activities/cycle/keep-decision.ts';
import type {
  OpenDeliberationInput,
  OpenedDeliberation,
} from '../activities/deliberating/open-deliberation.ts';
import { criticKey } from '../domain/deciding/call-key.ts';
import type { CriticRecord, Deliberated } from '../domain/deciding/deliberation-record.ts';
import type { QuestionRef } from '../domain/deciding/question-ref.ts';
import { askWithin } from './ask-within.ts';
import type { deliberation } from './deliberation.ts';
import { deliberationWorkflowId } from './deliberation-id.ts';
import { TASK_QUEUES } from './messages.ts';
import { described, LEDGER_WORK } from './policies.ts';

const { openDeliberation, draftCriticism, concludeDecision } = proxyActivities<CycleActivities>(LEDGER_WORK);

/** A deliberation of a run that was reset is ended by Temporal; its id is free then. */
const FREED_WITHIN_TRIES = 30;

type Opened = OpenedDeliberation & { readonly kind: 'opened' };

/**
 * The decide step of a strategy that asks a language model: its votes deliberate side by side, a critic argues against
 * what they agree on where the strategy wants one, and code makes the decision of it.
 */
export async function askAnalyst(known: OpenDeliberationInput): Promise<Decided> {
  const opened = await openDeliberation.executeWithOptions(
    described(LEDGER_WORK, 'Compose the first question to the model'),
    [known],
  );
  if (opened.kind === 'decided') return opened.decided;
  const deliberated = await Promise.all(
    opened.questions.map((question, index) => deliberate(opened, question, index + 1)),
  );
  const critic = opened.critic ? await criticise(known, opened, deliberated) : undefined;
  return await concludeDecision.executeWithOptions(
    described(LEDGER_WORK, 'Judge what was proposed, and keep the decision'),
    [{ ...known, deliberated, ...(critic === undefined ? {} : { critic }) }],
  );
}

async function deliberate(opened: Opened, question: QuestionRef, vote: number): Promise<Deliberated> {
  const { asking, limits, context, questions } = opened;
  const { cycleId } = asking;
  for (let tries = 1; ; tries += 1) {
    try {
      return await executeChild<typeof deliberation>('deliberation', {
        args: [{ cycleId, vote, question, asking, limits, context }],
        workflowId: deliberationWorkflowId(cycleId, vote, questions.length),
        taskQueue: TASK_QUEUES.cycle,
        parentClosePolicy: ParentClosePolicy.TERMINATE,
        workflowExecutionTimeout: '1h',
        workflowTaskTimeout: '10s',
        staticSummary: questions.length === 1 ? 'A model deliberates' : `A model deliberates: vote ${vote}`,
        typedSearchAttributes: workflowInfo().typedSearchAttributes,
      });
    } catch (error) {
      if (error instanceof ChildWorkflowFailure) return stopped(question, vote, error);
      const isTaken = error instanceof WorkflowExecutionAlreadyStartedError && tries < FREED_WITHIN_TRIES;
      if (!isTaken) throw error;
      await sleep('1s', { summary: 'Until the deliberation of an earlier run has ended' });
    }
  }
}

/** Ended from outside, or by its own failure: what it had used is in the ledger of calls alone. */
function stopped({ transcript }: QuestionRef, vote: number, { message }: ChildWorkflowFailure): Deliberated {
  return {
    vote,
    outcome: 'stopped',
    note: message.slice(0, 200),
    transcript,
    tried: [],
    simulated: false,
    steps: 0,
    toolCalls: 0,
    inputTokens: 0,
    outputTokens: 0,
    costUsd: '0',
  };
}

async function criticise(
  known: OpenDeliberationInput,
  { asking, limits, questions }: Opened,
  deliberated: readonly Deliberated[],
): Promise<CriticRecord | undefined> {
  const first = questions[0]?.request;
  if (first === undefined) return undefined;
  const { request } = await draftCriticism.executeWithOptions(
    described(LEDGER_WORK, 'Compose the critic’s question'),
    [{ ...known, deliberated, first }],
  );
  if (request === undefined) return undefined;
  const asked = await askWithin(limits, { ms: 0 }, 'The critic argues against each proposal', {
    ...asking,
    use: 'criticise',
    callKey: criticKey(asking.cycleId),
    request,
  });
  if (asked === 'out-of-time') {
    const note = `no answer within ${limits.secondsMax} seconds`;
    return { outcome: 'limit-reached', note, request, tried: [], simulated: false, costUsd: '0' };
  }
  const { status, note, tried, simulated, costUsd, answer } = asked;
  return {
    outcome: status,
    note,
    request,
    tried,
    simulated,
    costUsd,
    ...(answer === undefined ? {} : { answer }),
    ...(asked.status === 'answered' ? { target: asked.target } : {}),
  };
}
