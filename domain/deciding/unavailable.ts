import type { Abstention, Decision } from '../decision.ts';
import type { TriedTarget } from '../llm/model-answer.ts';
import type { Refusal } from '../refusal.ts';
import { isAnswered } from './deliberation-in-words.ts';
import type { Deliberated, DeliberationOutcome, DeliberationRecord } from './deliberation-record.ts';

const REASONS: Readonly<
  Record<Exclude<DeliberationOutcome, 'answered'>, { readonly code: string; readonly message: string }>
> = {
  'no-target-left': { code: 'MODELS_UNAVAILABLE', message: 'No language model gave an answer.' },
  'budget-exhausted': { code: 'MODEL_BUDGET_SPENT', message: 'The day’s dollars for models are spent.' },
  'not-configured': { code: 'MODELS_NOT_CONFIGURED', message: 'There is no key for a language model.' },
  'refused-by-model': { code: 'MODEL_REFUSED', message: 'The model would not answer.' },
  'cut-off': { code: 'MODEL_CUT_OFF', message: 'The answer ended before it was complete.' },
  malformed: { code: 'MODEL_MALFORMED', message: 'The answer was twice not in the form.' },
  'limit-reached': { code: 'DELIBERATION_LIMIT', message: 'The deliberation reached a limit.' },
  stopped: { code: 'DELIBERATION_STOPPED', message: 'The deliberation was ended from outside.' },
};

/** The event `decision.unavailable`: a cycle in which a model was to decide, and none did. */
export interface DecisionUnavailable {
  readonly cycleId: string;
  readonly strategyId: string;
  readonly accountId: string;
  readonly code: string;
  readonly message: string;
  readonly simulated: boolean;
  /** Who was asked in vain, and why they gave nothing. */
  readonly targets: readonly Pick<TriedTarget, 'target' | 'failure'>[];
}

/** What is told of a decision that no model made; undefined where there is one. */
export function unavailableEvent(
  { cycleId, strategyId, accountId }: Pick<DecisionUnavailable, 'cycleId' | 'strategyId' | 'accountId'>,
  { deliberation }: Decision,
): DecisionUnavailable | undefined {
  if (deliberation?.unavailable === undefined) return undefined;
  const { unavailable, simulated, votes } = deliberation;
  const { code, message } = unavailable;
  const tried = votes.flatMap((vote) => vote.tried);
  const targets = [...new Map(tried.map(({ target, failure }) => [target, { target, failure }])).values()];
  return { cycleId, strategyId, accountId, code, message, simulated, targets };
}

/** Why there is no decision: not more than half of the votes were answered. Undefined when there is one. */
export function whyUnavailable(votes: readonly Deliberated[]): Refusal | undefined {
  const unanswered = votes.filter((vote) => !isAnswered(vote));
  if (votes.length - unanswered.length > votes.length / 2) return undefined;
  const [first] = unanswered;
  if (first === undefined || first.outcome === 'answered') return undefined;
  const { code, message } = REASONS[first.outcome];
  return { code, message, facts: { votes: String(votes.length), unanswered: String(unanswered.length) } };
}

/** The decision of a cycle in which no model decided: nothing is traded, and every symbol says why. */
export function unavailableDecision(
  universe: readonly string[],
  deliberation: DeliberationRecord,
  why: Refusal,
): Decision {
  const abstentions = universe.map((symbol): Abstention => ({ symbol, ...why }));
  return { proposals: [], abstentions, deliberation: { ...deliberation, unavailable: why } };
}
