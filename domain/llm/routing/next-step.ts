import type { WhenSpent } from '../asking.ts';
import type { TargetFailure } from '../model-answer.ts';
import { type ModelTarget, targetName } from '../model-target.ts';
import { failureClass } from './failure-class.ts';

/** What became of one request of this round: no answer, or one whose form was wrong. */
export type Attempt =
  | { readonly target: string; readonly failure: TargetFailure }
  | { readonly target: string; readonly formFault: string };

/** What to do next with a question. */
export type NextStep =
  | { readonly do: 'ask'; readonly target: ModelTarget; readonly correcting?: string }
  /** Its form was wrong twice. */
  | { readonly do: 'refuse-form'; readonly target: ModelTarget; readonly fault: string }
  /** `later`: another round may mend it. */
  | { readonly do: 'stop'; readonly why: 'no-target-left' | 'budget-exhausted'; readonly later: boolean };

/**
 * Which target is asked next, by what this round has brought so far: the first that has not failed. An answer whose
 * form is wrong is asked for once more, with the fault named. Where the budget does not cover a target, a cheaper one
 * may serve, or nobody is asked any more, as the strategy wants it.
 */
export function nextStep(
  targets: readonly ModelTarget[],
  attempts: readonly Attempt[],
  whenSpent: WhenSpent = 'cheaper-model',
): NextStep {
  const failures = attempts.flatMap((attempt) => ('failure' in attempt ? [attempt.failure] : []));
  const isSpent = whenSpent === 'no-decision' && failures.includes('over-budget');
  const stopsHere = isSpent || failures.some((failure) => failureClass(failure) === 'give-up');
  for (const target of stopsHere ? [] : targets) {
    const mine = attempts.filter((attempt) => attempt.target === targetName(target));
    if (mine.some((attempt) => 'failure' in attempt)) continue;
    const faults = mine.flatMap((attempt) => ('formFault' in attempt ? [attempt.formFault] : []));
    const fault = faults.at(-1);
    if (fault === undefined) return { do: 'ask', target };
    if (faults.length > 1) return { do: 'refuse-form', target, fault };
    return { do: 'ask', target, correcting: fault };
  }
  const later = !stopsHere && failures.some((failure) => failureClass(failure) === 'retry-later');
  const spent = !later && failures.includes('over-budget');
  return { do: 'stop', why: spent ? 'budget-exhausted' : 'no-target-left', later };
}
