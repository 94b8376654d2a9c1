import type { Generated } from 'kysely';
import type { AnswerOutcome, TargetFailure } from '../../domain/llm/model-answer.ts';
import type { ModelProvider, ModelUse } from '../../domain/llm/model-target.ts';
import type { CreatedAt, Numeric, NumericOrNull, TimeOrNull } from './column-types.ts';

/**
 * `sent`: dollars are held back, and a request may be on its way. `answered`: settled by its usage. `reused`: an earlier answer served. `failed`: no answer, and provably no bill. `unknown`: no answer, and perhaps a
 * bill, counted as what was reserved. `passed-over`: not asked, for want of a price or of budget.
 */
export type LlmCallStatus = 'passed-over' | 'sent' | 'answered' | 'reused' | 'failed' | 'unknown';

/** One request to a language model. */
export interface LlmCallsTable {
  id: Generated<string>;
  userId: string;
  strategyId: string;
  cycleId: string;
  callKey: string;
  /** Counts the requests of one question, from 1. */
  attempt: number;
  use: ModelUse;
  provider: ModelProvider;
  model: string;
  simulated: boolean;
  /** Evidence of kind `modelRequest`: what the question is. */
  request: string;
  /** Identifies what was really sent: target, request and correction. */
  requestHash: string;
  status: LlmCallStatus;
  outcome: AnswerOutcome | TargetFailure | null;
  reason: string | null;
  /** The one answer of its question. */
  stands: Generated<boolean>;
  /** Evidence of kind `modelAnswer`. */
  answer: string | null;
  answeredModel: string | null;
  providerId: string | null;
  /** UTC day whose budget it is counted in. */
  budgetDay: string;
  pricesAsOf: string;
  reservedUsd: Numeric;
  costUsd: NumericOrNull;
  inputTokens: number | null;
  cachedInputTokens: number | null;
  cacheWriteTokens: number | null;
  outputTokens: number | null;
  reasoningTokens: number | null;
  latencyMs: number | null;
  createdAt: CreatedAt;
  endedAt: TimeOrNull;
}

/** What a user's day, or a strategy's, holds back and has spent. */
export interface LlmSpendingTable {
  userId: string;
  day: string;
  scope: string;
  reservedUsd: Numeric;
  spentUsd: Numeric;
  /** The part of `spentUsd` that is counted as if: the sandbox's analyst was asked. */
  simulatedUsd: Numeric;
}
