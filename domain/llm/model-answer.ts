import type { DecimalString } from '../money.ts';
import type { OutageKind } from '../outage.ts';
import type { ToolCall } from './model-request.ts';
import type { ModelTarget } from './model-target.ts';
import type { TokenUsage } from './token-usage.ts';

/** How an answer came out. Only `answered` may be acted on. */
export type AnswerOutcome = 'answered' | 'refused-by-model' | 'cut-off' | 'malformed';

/** An answer as it is kept: evidence of kind `modelAnswer`. */
export interface ModelAnswer {
  readonly target: ModelTarget;
  /** The model by its own account. */
  readonly model: string;
  /** No language model was asked: the sandbox's rule answered. Goes wherever the answer goes. */
  readonly simulated: boolean;
  readonly outcome: AnswerOutcome;
  /** Why it is none, for every outcome but `answered`. */
  readonly reason?: string;
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  /** By the request's output form; absent when tools are called or no form was asked for. */
  readonly output?: unknown;
  readonly usage: TokenUsage;
  readonly costUsd: DecimalString;
  readonly latencyMs: number;
  readonly providerId: string;
}

/** Why a target gave no answer; the rest are kinds of outage. */
export type TargetFailure = OutageKind | 'unpriced' | 'over-budget' | 'crashed';

/** A target that was tried, or passed over, and gave nothing. */
export interface TriedTarget {
  readonly target: string;
  readonly failure: TargetFailure;
  readonly reason: string;
}
