import { criticKey } from '../../domain/deciding/call-key.ts';
import type { Deliberated } from '../../domain/deciding/deliberation-record.ts';
import { agreedProposals } from '../../domain/deciding/generate-decision.ts';
import { criticQuestion } from '../../domain/deciding/questions.ts';
import type { CycleViews } from '../cycle/cycle-views.ts';
import type { DecideInput } from '../cycle/decide.ts';
import { analystInput } from './analyst-input.ts';
import type { QuestionDeps } from './keep-question.ts';
import { readVotes } from './read-votes.ts';

export type DraftCriticismInput = DecideInput & {
  readonly deliberated: readonly Deliberated[];
  /** The first question of the first vote: what the critic is shown too. */
  readonly first: string;
};

/** Composes the critic's question; without a proposal there is none. */
export function draftCriticismActivity(deps: QuestionDeps & { readonly cycleViews: CycleViews }) {
  const { evidence, now } = deps;
  return {
    async draftCriticism(input: DraftCriticismInput): Promise<{ readonly request?: string }> {
      const [{ input: known }, votes, first] = await Promise.all([
        analystInput(deps, input),
        readVotes(evidence, input.deliberated),
        evidence.read('modelRequest', input.first),
      ]);
      const { accepted } = agreedProposals(known, votes);
      if (accepted.length === 0) return {};
      const at = now().toISOString();
      const [request] = await evidence.put(input.cycleId, [
        {
          kind: 'modelRequest',
          value: criticQuestion(first, accepted),
          source: 'alphaflow',
          request: criticKey(input.cycleId),
          fetchedAt: at,
          availableAt: at,
        },
      ]);
      return request === undefined ? {} : { request };
    },
  };
}
