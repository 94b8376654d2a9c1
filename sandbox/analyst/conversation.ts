import type { JsonRecord } from '../server/json-record.ts';

/** The model that answers, whatever model was asked for. */
export const ANALYST = 'sandbox-analyst';

export interface OfferedTool {
  readonly name: string;
  readonly parameters: JsonRecord;
}

/** What was said so far, the same for both wire formats. */
export interface Conversation {
  /** Instructions and the user's words. */
  readonly prompt: string;
  readonly tools: readonly OfferedTool[];
  /** False where the request forbids calls. */
  readonly mayCall: boolean;
  /** Names of the tools that were called already, in order. */
  readonly called: readonly string[];
  /** What the tools gave back, in order. */
  readonly results: readonly string[];
  /** The form of the answer, a JSON schema; undefined for free text. */
  readonly form: JsonRecord | undefined;
  readonly maxOutputTokens: number | undefined;
  /** Characters of everything but the last turn, and of the last turn. */
  readonly earlierChars: number;
  readonly latestChars: number;
}

export interface PlannedCall {
  readonly name: string;
  readonly input: JsonRecord;
}

/** What the analyst says: tools to call, or its answer. */
export type Reply =
  | { readonly calls: readonly PlannedCall[] }
  | { readonly text: string; readonly end: 'complete' | 'refused' | 'cut-off' };
