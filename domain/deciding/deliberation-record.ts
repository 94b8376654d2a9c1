import type { AskedModel } from '../llm/asking.ts';
import type { TriedTarget } from '../llm/model-answer.ts';
import type { DecimalString } from '../money.ts';
import type { Refusal } from '../refusal.ts';

/** How one deliberation ended. Only `answered` leads to a trade. */
export type DeliberationOutcome =
  | AskedModel['status']
  /** Out of money or time for a last question, or the model asked for tools when there were none. */
  | 'limit-reached'
  /** Somebody ended it from outside. */
  | 'stopped';

/** What came of one deliberation, as its workflow gives it: hashes, figures and no word of what was said. */
export interface Deliberated {
  /** From 1. */
  readonly vote: number;
  readonly outcome: DeliberationOutcome;
  /** One sentence for a person. */
  readonly note: string;
  /** Evidence of kind `transcript`: everything up to its last question. */
  readonly transcript: string;
  /** Evidence of kind `modelAnswer`: the last one. */
  readonly answer?: string;
  /** Who gave the last answer: `openai:gpt-6-sol`. */
  readonly target?: string;
  /** Targets that gave nothing on the way; each is named once with its last reason. */
  readonly tried: readonly TriedTarget[];
  /** No language model was asked: the sandbox's rule answered. */
  readonly simulated: boolean;
  readonly steps: number;
  readonly toolCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: DecimalString;
}

/** What the critic said, or why it said nothing. */
export interface CriticRecord {
  readonly outcome: DeliberationOutcome;
  readonly note: string;
  readonly request: string;
  readonly answer?: string;
  readonly target?: string;
  readonly tried: readonly TriedTarget[];
  readonly simulated: boolean;
  readonly costUsd: DecimalString;
}

/** How a decision by a model came about; goes wherever the decision goes. */
export interface DeliberationRecord {
  /** No language model was asked: the sandbox's rule answered, wholly or in part. */
  readonly simulated: boolean;
  readonly votes: readonly Deliberated[];
  readonly critic?: CriticRecord;
  /** Dollars of all its questions; as if, where it is simulated. */
  readonly costUsd: DecimalString;
  /** Why there is no decision; then nothing is proposed. */
  readonly unavailable?: Refusal;
}
