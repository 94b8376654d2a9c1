import { cycleById } from '../../db/queries/cycles/cycles.ts';
import type { DeliberationLimits } from '../../domain/deciding/deliberation-limits.ts';
import type { QuestionRef } from '../../domain/deciding/question-ref.ts';
import { firstQuestion } from '../../domain/deciding/questions.ts';
import type { AskModelInput } from '../../domain/llm/asking.ts';
import type { ToolOffer } from '../../domain/llm/model-request.ts';
import type { ToolContext } from '../../domain/tools/tool.ts';
import type { CycleViews } from '../cycle/cycle-views.ts';
import type { DecideInput } from '../cycle/decide.ts';
import { type Decided, decidedBy } from '../cycle/keep-decision.ts';
import { analystInput } from './analyst-input.ts';
import { keepQuestion, type QuestionDeps, standingQuestion } from './keep-question.ts';
import { memoryFor } from './memory-for.ts';

export type OpenDeliberationInput = DecideInput & { readonly userId: string };

/** How a question of this decision is asked, whatever it is. */
export type AskingTermsOfCycle = Omit<AskModelInput, 'callKey' | 'request' | 'use'>;

export type OpenedDeliberation =
  /** The cycle has its decision already. */
  | { readonly kind: 'decided'; readonly decided: Decided }
  | {
      readonly kind: 'opened';
      /** The first question of each vote. */
      readonly questions: readonly QuestionRef[];
      readonly asking: AskingTermsOfCycle;
      readonly limits: DeliberationLimits;
      readonly context: ToolContext;
      readonly critic: boolean;
    };

/** Composes the first question of a decision by a model; a cycle that has its decision is told so. */
export function openDeliberationActivity(
  deps: QuestionDeps & { readonly cycleViews: CycleViews; readonly tools: readonly ToolOffer[] },
) {
  return {
    async openDeliberation(known: OpenDeliberationInput): Promise<OpenedDeliberation> {
      const { cycleId, userId, strategyId, accountId, asOf, brokerTime, dataAsOf, fused, features, account } =
        known;
      const cycle = await cycleById(deps.db, cycleId);
      if (cycle === undefined) throw new Error(`there is no cycle ${cycleId}`);
      if (cycle.decision !== null) return { kind: 'decided', decided: decidedBy(known, cycle.decision) };
      const { input, definition, reading } = await analystInput(deps, known);
      const memory = await memoryFor(deps, known, definition.universe);
      const { votes, critic, whenSpent, strategyUsdPerDay, ...parameters } = input.parameters;
      const { request, shown } = firstQuestion(
        {
          ...input,
          asOf,
          dataAsOf,
          cash: reading.account.cash,
          memory: memory.text,
          evidence: { fused, features, account, ...memory.evidence },
        },
        deps.tools,
      );
      const questions = await Promise.all(
        Array.from({ length: votes }, async (_, index) => {
          const vote = index + 1;
          const standing = await standingQuestion(deps, cycleId, { vote, step: 1 });
          return (
            standing ?? (await keepQuestion(deps, cycleId, { vote, step: 1, turns: [], shown }, request))
          );
        }),
      );
      const { stepsMax, toolCallsMax, tokensMax, usdMax, secondsMax } = parameters;
      return {
        kind: 'opened',
        questions,
        asking: {
          userId,
          strategyId,
          cycleId,
          mayReuse: votes === 1,
          whenSpent,
          ...(strategyUsdPerDay === null ? {} : { strategyUsdPerDay }),
        },
        limits: { stepsMax, toolCallsMax, tokensMax, usdMax, secondsMax },
        context: {
          userId,
          accountId,
          strategyId,
          cycleId,
          asOf,
          brokerTime,
          dataAsOf,
          universe: definition.universe,
          fused,
          features,
          account,
        },
        critic,
      };
    },
  };
}
