import type { Timestamp } from '../market.ts';

/** For what a tool is called: one decision of one cycle. A tool sees this decision's world and nothing later. */
export interface ToolContext {
  readonly userId: string;
  readonly accountId: string;
  readonly strategyId: string;
  readonly cycleId: string;
  readonly asOf: Timestamp;
  readonly brokerTime: Timestamp;
  /** The moment of knowledge: no tool gives anything that was not known then. */
  readonly dataAsOf: Timestamp;
  /** The symbols that may be asked about. */
  readonly universe: readonly string[];
  /** Hashes of evidence, as are `features` and `account`. */
  readonly fused: string;
  readonly features: string;
  readonly account: string;
}

/**
 * What a workflow hands to the activity `callTool`: ids and hashes, without a word of the model's.
 * @public
 */
export interface ToolCallInput {
  readonly context: ToolContext;
  /** Hash of the `modelAnswer` that asks for the call; the arguments lie there under `callId`. */
  readonly answer: string;
  readonly callId: string;
  readonly name: string;
}

/**
 * What comes back to the workflow. A call that failed has a result too, which says why.
 * @public
 */
export interface ToolCalled {
  readonly callId: string;
  readonly name: string;
  /** Hash of evidence of kind `toolResult`. */
  readonly result: string;
  readonly failed: boolean;
  /** One short sentence for the Web UI, without content. */
  readonly note: string;
}

/** A tool's answer as it is kept: evidence of kind `toolResult`. */
export interface ToolResult {
  readonly tool: string;
  /** As the model gave them; absent where they were too large to keep. */
  readonly arguments?: Readonly<Record<string, unknown>>;
  /** What the model reads: cleaned, fenced and within its limit. */
  readonly text: string;
  readonly failed: boolean;
  /** Hashes of the evidence that the text stands on. */
  readonly cites: readonly string[];
  /** The sandbox answered, not the source that it stands for. */
  readonly simulated: boolean;
}
