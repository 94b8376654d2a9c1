import { ActivityFailure, ApplicationFailure, proxyActivities, TimeoutFailure } from '@temporalio/workflow';
import type { ResearchActivities } from '../activities/reference/research-activities.ts';
import type { DeliberationLimits, Used } from '../domain/deciding/deliberation-limits.ts';
import type { AskedModel, AskModelInput } from '../domain/llm/asking.ts';
import { MODEL_CALL } from './model-policies.ts';
import { described } from './policies.ts';

const { askModel } = proxyActivities<ResearchActivities>(MODEL_CALL);

/** A question is given this long at the least: less would be none. */
const SECONDS_MIN = 5;
/** `MODEL_CALL` waits no longer than this, whatever a strategy allows. */
const SECONDS_MAX = 15 * 60;

/**
 * Asks a model, for as long as the deliberation has left. A round of its targets that found nobody, and for whose
 * repetition there is no time, is told as such.
 */
export async function askWithin(
  { secondsMax }: DeliberationLimits,
  { ms }: Pick<Used, 'ms'>,
  summary: string,
  question: AskModelInput,
): Promise<AskedModel | 'out-of-time'> {
  const left = Math.min(Math.max(Math.ceil(secondsMax - ms / 1_000), SECONDS_MIN), SECONDS_MAX);
  const policy = { ...MODEL_CALL, scheduleToCloseTimeout: left * 1_000 };
  try {
    return await askModel.executeWithOptions(described(policy, summary), [question]);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    const { cause } = error;
    if (cause instanceof TimeoutFailure) return 'out-of-time';
    const found = cause instanceof ApplicationFailure ? unansweredIn(cause) : undefined;
    if (found === undefined) throw error;
    return found;
  }
}

/** What the last round's failure carries: the answer that it would have been, had no other round been allowed. */
function unansweredIn({ type, details }: ApplicationFailure): AskedModel | undefined {
  const [unanswered] = details ?? [];
  return type === 'NoTargetLeft' && isUnanswered(unanswered) ? unanswered : undefined;
}

function isUnanswered(value: unknown): value is AskedModel & { readonly status: 'no-target-left' } {
  return (
    typeof value === 'object' && value !== null && 'status' in value && value.status === 'no-target-left'
  );
}
