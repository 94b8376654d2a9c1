import type { TriedTarget } from '../llm/model-answer.ts';
import type { DecimalString } from '../money.ts';
import type { ToolCalled } from '../tools/tool.ts';

/** A call of a tool as the conversation has it; without `result` the tool never came back. */
export type AnsweredCall = Omit<ToolCalled, 'result'> & { readonly result?: string };

/** One question with its answer, and the tools that were then called. Hashes name evidence. */
export interface TranscriptTurn {
  readonly step: number;
  /** Kind `modelRequest`. */
  readonly request: string;
  /** Kind `modelAnswer`. */
  readonly answer: string;
  readonly target: string;
  readonly tried: readonly TriedTarget[];
  readonly simulated: boolean;
  readonly reused: boolean;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: DecimalString;
  readonly latencyMs: number;
  readonly calls: readonly AnsweredCall[];
}

/** A deliberation up to its next question: evidence of kind `transcript`. */
export interface Transcript {
  readonly vote: number;
  /** Of the question that comes next. */
  readonly step: number;
  /** That question, kind `modelRequest`. */
  readonly request: string;
  /** Why it is the last question, for which tools may no longer be called. */
  readonly closing?: string;
  readonly turns: readonly TranscriptTurn[];
  /** Hashes that the model has been shown, and may cite. */
  readonly shown: readonly string[];
}
