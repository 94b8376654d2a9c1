import { continueAsNew, proxyLocalActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { CycleActivities } from '../activities/cycle/cycle-activities.ts';
import type { AskingTermsOfCycle } from '../activities/deliberating/open-deliberation.ts';
import { questionKey } from '../domain/deciding/call-key.ts';
import { type DeliberationLimits, nextQuestionBy } from '../domain/deciding/deliberation-limits.ts';
import type { Deliberated } from '../domain/deciding/deliberation-record.ts';
import type { QuestionRef } from '../domain/deciding/question-ref.ts';
import type { ToolContext } from '../domain/tools/tool.ts';
import { askWithin } from './ask-within.ts';
import { callTools } from './call-tools.ts';
import { createTally, type Tally } from './deliberation-tally.ts';
import { LEDGER_WORK_HERE } from './policies.ts';

const { composeQuestion } = proxyLocalActivities<CycleActivities>(LEDGER_WORK_HERE);

/** A run that has come this far goes on in a fresh history: one more turn of tools keeps it under 200 events and 128 KiB. */
const EVENTS_MAX = 135;
const HISTORY_BYTES_MAX = 96 * 1024;

export interface DeliberationInput {
  readonly cycleId: string;
  /** From 1. */
  readonly vote: number;
  readonly question: QuestionRef;
  readonly asking: AskingTermsOfCycle;
  readonly limits: DeliberationLimits;
  readonly context: ToolContext;
  /** What was used before this run. */
  readonly tally?: Tally;
}

/**
 * A model is asked, calls tools, is asked again with what they gave, until it answers in the form or a limit is reached.
 * Each question lies in the evidence store under a key of its own, so that wherever this is killed it goes on at the
 * same step and pays for no answer twice. Through here pass hashes and notes, no word of what is asked or said.
 */
export async function deliberation(input: DeliberationInput): Promise<Deliberated> {
  const { cycleId, vote, asking, limits, context } = input;
  const tally = createTally(input.tally, setCurrentDetails);
  let { question } = input;
  const end = (outcome: Deliberated['outcome'], note: string, last?: { readonly answer?: string }) =>
    tally.end({ vote, outcome, note, transcript: question.transcript, ...last });

  for (;;) {
    const callKey = questionKey(cycleId, vote, question.step);
    const asked = await askWithin(limits, tally.used(), `Question ${question.step}`, {
      ...asking,
      use: 'decide',
      callKey,
      request: question.request,
    });
    if (asked === 'out-of-time') return end('limit-reached', `no answer within ${limits.secondsMax} seconds`);
    tally.addAnswer(question.step, asked);
    if (asked.status !== 'answered' || asked.toolCalls.length === 0) {
      return end(asked.status, asked.note, asked.answer === undefined ? {} : { answer: asked.answer });
    }
    const room = limits.toolCallsMax - tally.used().toolCalls;
    const calls = await callTools(context, asked, room);
    tally.addCalls(question.step, calls);
    const next = nextQuestionBy(limits, tally.used());
    if (next.kind === 'stop') return end('limit-reached', next.why);
    const { answer, target, tried, simulated, reused, inputTokens, outputTokens, costUsd, latencyMs } = asked;
    question = await composeQuestion.executeWithOptions(
      { ...LEDGER_WORK_HERE, summary: `Compose question ${question.step + 1}` },
      [
        {
          cycleId,
          vote,
          asked: question,
          turn: {
            answer,
            target,
            tried,
            simulated,
            reused,
            inputTokens,
            outputTokens,
            costUsd,
            latencyMs,
            calls,
          },
          ...(next.kind === 'closing' ? { closing: next.why } : {}),
        },
      ],
    );
    const { historyLength, historySize } = workflowInfo();
    if (historyLength >= EVENTS_MAX || historySize >= HISTORY_BYTES_MAX) {
      await continueAsNew<typeof deliberation>({ ...input, question, tally: tally.carried() });
    }
  }
}
