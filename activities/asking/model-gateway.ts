import {
  answerToReuse,
  attemptsOf,
  enterFreeCall,
  settleCall,
  standingCall,
} from '../../db/queries/models/llm-calls.ts';
import type { LlmCallRow } from '../../db/schema.ts';
import type { AskModelInput } from '../../domain/llm/asking.ts';
import { correctRequest } from '../../domain/llm/correct-request.ts';
import type { TriedTarget } from '../../domain/llm/model-answer.ts';
import type { ModelRequest } from '../../domain/llm/model-request.ts';
import { targetName } from '../../domain/llm/model-target.ts';
import { type Attempt, nextStep } from '../../domain/llm/routing/next-step.ts';
import type { AskingDeps } from './asking-deps.ts';
import { newCall, requestHash, type Sending, sendRequest } from './send-request.ts';

/** What a round of requests has brought: the call whose answer stands, or why there is none. */
export type Round =
  | { readonly standing: LlmCallRow; readonly tried: readonly TriedTarget[] }
  | {
      readonly why: 'no-target-left' | 'budget-exhausted' | 'malformed';
      /** Another round may mend it, not before `retryAfterMs`. */
      readonly later: boolean;
      readonly retryAfterMs?: number;
      readonly tried: readonly TriedTarget[];
    };

/** An identical question's answer is as good as new for this long. */
const REUSED_FOR_MS = 86_400_000;

/**
 * Asks one question, once around all its targets. What stands in the ledger is given without asking; what a crash has
 * left there is settled first; then `nextStep` decides, request by request.
 */
export async function askRound(
  deps: AskingDeps,
  input: AskModelInput,
  request: ModelRequest,
  signal: AbortSignal,
): Promise<Round> {
  const { db, terms } = deps;
  const earlier = await settleLeftovers(deps, await attemptsOf(db, input.callKey));
  const answered = earlier.find(({ stands }) => stands);
  if (answered !== undefined) return { standing: answered, tried: [] };

  const attempts: Attempt[] = earlier.flatMap(formFaultOf);
  const tried: TriedTarget[] = [];
  const waits: number[] = [];
  let badText = '';
  for (;;) {
    const step = nextStep(terms.targets[input.use], attempts, input.whenSpent);
    if (step.do === 'refuse-form') {
      const standing = await standingCall(db, input.callKey);
      return standing === undefined ? { why: 'malformed', later: false, tried } : { standing, tried };
    }
    if (step.do === 'stop') {
      const retryAfterMs = waits.length === 0 ? {} : { retryAfterMs: Math.min(...waits) };
      return { why: step.why, later: step.later, tried, ...retryAfterMs };
    }
    const { target, correcting } = step;
    const sending: Sending = {
      input,
      target,
      request: correcting === undefined ? request : correctRequest(request, correcting, badText),
      isLastTry: correcting !== undefined,
      signal,
    };
    const reused = input.mayReuse ? await reuse(deps, sending) : undefined;
    if (reused !== undefined) return { standing: reused, tried };
    const sent = await sendRequest(deps, sending);
    const name = targetName(target);
    if ('answer' in sent) {
      if (sent.answer.outcome !== 'malformed' || sending.isLastTry) {
        const { row } = sent;
        return { standing: row.stands ? row : ((await standingCall(db, input.callKey)) ?? row), tried };
      }
      badText = sent.answer.text;
      attempts.push({ target: name, formFault: sent.answer.reason ?? 'its form is wrong' });
    } else {
      const isUnreadable = sent.failure === 'malformed';
      attempts.push(
        isUnreadable ? { target: name, formFault: sent.reason } : { target: name, failure: sent.failure },
      );
      if (sent.retryAfterMs !== undefined) waits.push(sent.retryAfterMs);
      tried.push({ target: name, failure: sent.failure, reason: sent.reason.slice(0, 300) });
    }
  }
}

/**
 * A worker has died between entering a request and settling it. It counts as what was reserved, for nobody can say
 * whether the provider did the work.
 */
async function settleLeftovers(
  { db }: AskingDeps,
  rows: readonly LlmCallRow[],
): Promise<readonly LlmCallRow[]> {
  return await Promise.all(
    rows.map(async (row) => {
      if (row.status !== 'sent') return row;
      return await settleCall(db, row.id, {
        status: 'unknown',
        outcome: 'crashed',
        reason: 'the worker ended before the answer was in the ledger',
        latencyMs: null,
      });
    }),
  );
}

/** Faults of form count over all rounds: an answer is asked for once more, not once more a round. */
function formFaultOf({ provider, model, outcome, reason }: LlmCallRow): readonly Attempt[] {
  if (outcome !== 'malformed') return [];
  return [{ target: targetName({ provider, model }), formFault: reason ?? 'its form is wrong' }];
}

async function reuse(deps: AskingDeps, sending: Sending): Promise<LlmCallRow | undefined> {
  const { db, now } = deps;
  const { input, target, request } = sending;
  const since = new Date(now().getTime() - REUSED_FOR_MS);
  const found = await answerToReuse(db, input.userId, requestHash(target, request), since);
  if (found?.answer === null || found === undefined) return undefined;
  return await enterFreeCall(db, newCall(deps, sending), {
    status: 'reused',
    outcome: 'answered',
    answer: found.answer,
    stands: true,
  });
}
