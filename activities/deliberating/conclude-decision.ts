import type {
  CriticRecord,
  Deliberated,
  DeliberationRecord,
} from '../../domain/deciding/deliberation-record.ts';
import { generateDecision } from '../../domain/deciding/generate-decision.ts';
import { unavailableDecision, whyUnavailable } from '../../domain/deciding/unavailable.ts';
import { decimal, toDecimalString } from '../../domain/money.ts';
import type { CycleViews } from '../cycle/cycle-views.ts';
import type { DecideInput } from '../cycle/decide.ts';
import { type Decided, keepDecision } from '../cycle/keep-decision.ts';
import { analystInput } from './analyst-input.ts';
import type { QuestionDeps } from './keep-question.ts';
import { readVotes } from './read-votes.ts';

export type ConcludeDecisionInput = DecideInput & {
  readonly deliberated: readonly Deliberated[];
  /** There where a critic was asked. */
  readonly critic?: CriticRecord;
};

/** Judges what the models have answered and stores the decision, once for each cycle. */
export function concludeDecisionActivity(deps: QuestionDeps & { readonly cycleViews: CycleViews }) {
  const { db, evidence } = deps;
  return {
    async concludeDecision(input: ConcludeDecisionInput): Promise<Decided> {
      const { deliberated, critic } = input;
      const record = recordOf(deliberated, critic);
      const { input: known, definition } = await analystInput(deps, input);
      const why = whyUnavailable(deliberated);
      if (why !== undefined) {
        return await keepDecision(db, input, unavailableDecision(definition.universe, record, why));
      }
      const votes = await readVotes(evidence, deliberated);
      const criticism = critic === undefined ? undefined : { output: await outputOf(critic) };
      return await keepDecision(db, input, {
        ...generateDecision(known, votes, criticism),
        deliberation: record,
      });
    },
  };

  async function outputOf({ outcome, answer }: CriticRecord): Promise<unknown> {
    if (outcome !== 'answered' || answer === undefined) return undefined;
    return (await evidence.read('modelAnswer', answer)).output;
  }
}

function recordOf(votes: readonly Deliberated[], critic: CriticRecord | undefined): DeliberationRecord {
  const cost = [...votes, ...(critic === undefined ? [] : [critic])].reduce(
    (sum, { costUsd }) => sum.plus(costUsd),
    decimal('0'),
  );
  return {
    simulated: votes.some(({ simulated }) => simulated) || critic?.simulated === true,
    votes,
    ...(critic === undefined ? {} : { critic }),
    costUsd: toDecimalString(cost),
  };
}
