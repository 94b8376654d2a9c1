import type { DecimalString } from '../money.ts';
import type { AnswerOutcome, TriedTarget } from './model-answer.ts';
import type { ModelUse } from './model-target.ts';

/** What the strategy wants when its dollars, or the user's, do not cover the next request. */
export type WhenSpent = 'cheaper-model' | 'no-decision';

/**
 * What a workflow hands to the activity `askModel`: small, and without a word of the prompt, which lies in the
 * evidence store under `request` (kind `modelRequest`).
 */
export interface AskModelInput {
  /**
   * Names this question for ever, from the decision and the step in it, never from a run or an attempt: an answer that
   * was paid for under it is given again, whatever crashed in between.
   */
  readonly callKey: string;
  readonly use: ModelUse;
  readonly userId: string;
  readonly strategyId: string;
  readonly cycleId: string;
  readonly request: string;
  /** True: an identical earlier question's answer may serve. False for votes, which are to be independent. */
  readonly mayReuse: boolean;
  /** The strategy's own cap of dollars a UTC day; left out: the user's cap for a strategy alone. */
  readonly strategyUsdPerDay?: DecimalString;
  readonly whenSpent: WhenSpent;
}

interface AskedFacts {
  /** No language model was asked: the sandbox's rule answered. */
  readonly simulated: boolean;
  /** Everything that this question has cost, requests without an answer included. */
  readonly costUsd: DecimalString;
  /** One sentence for a person. */
  readonly note: string;
  /** Targets that gave nothing, in the order in which they were tried. */
  readonly tried: readonly TriedTarget[];
}

/** What comes back to the workflow: hashes and small facts. Only `answered` may be acted on. */
export type AskedModel =
  | (AskedFacts & {
      readonly status: 'answered';
      /** Hash of evidence of kind `modelAnswer`. */
      readonly answer: string;
      /** `openai:gpt-6-sol` */
      readonly target: string;
      /** Tools that the model asks for, in order; their arguments are in the answer. */
      readonly toolCalls: readonly { readonly callId: string; readonly name: string }[];
      /** False where tools are asked for, or no form was. */
      readonly hasOutput: boolean;
      readonly inputTokens: number;
      readonly outputTokens: number;
      readonly latencyMs: number;
      /** An earlier answer served; nothing was paid. */
      readonly reused: boolean;
    })
  | (AskedFacts & {
      readonly status:
        | Exclude<AnswerOutcome, 'answered'>
        | 'budget-exhausted'
        | 'no-target-left'
        | 'not-configured';
      /** What the model said all the same; absent where nothing could be read. */
      readonly answer?: string;
    });
