import type { CreatedAt, Time } from './column-types.ts';

/** One call of a tool by a model, and its standing result. */
export interface ToolCallsTable {
  cycleId: string;
  /** Evidence of kind `modelAnswer`: what asks for the call, under `callId`. */
  answer: string;
  callId: string;
  tool: string;
  /** Evidence of kind `toolResult`. */
  result: string;
  failed: boolean;
  note: string;
  calledAt: CreatedAt;
}

/** The text of one report of a company; it never changes. */
export interface FilingTextsTable {
  accessionNumber: string;
  symbol: string;
  form: string;
  filedOn: string;
  document: string;
  availableAt: Time;
  text: string;
  isCut: boolean;
  readAt: Time;
}
