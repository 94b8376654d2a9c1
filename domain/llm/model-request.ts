/** A JSON Schema (draft 2020-12) as data, so that a request can be stored, hashed and asked again word by word. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A tool that the model may ask for. `parameters` is the schema of an object. */
export interface ToolOffer {
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonSchema;
}

/** The model's wish to have a tool called. `arguments` is an object by its own account: the router checks it. */
export interface ToolCall {
  readonly callId: string;
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** One turn of a conversation, the same for every provider. A tool's result follows the turn that asked for it. */
export type ModelMessage =
  | { readonly role: 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text: string; readonly toolCalls: readonly ToolCall[] }
  | {
      readonly role: 'tool';
      readonly callId: string;
      readonly name: string;
      readonly text: string;
      /** The tool could not do it; `text` says why. */
      readonly failed?: boolean;
    };

/** The form that the final answer must have. `name` is a word of letters, digits, `_` and `-`. */
export interface OutputForm {
  readonly name: string;
  readonly schema: JsonSchema;
}

/**
 * What a model is asked, whoever the provider. With tools and an output form the model either calls tools or answers
 * by the form.
 */
export interface ModelRequest {
  readonly system: string;
  readonly messages: readonly ModelMessage[];
  readonly tools: readonly ToolOffer[];
  /** False: the tools stay known, because the conversation has called them, and may be called no more. */
  readonly mayCallTools?: false;
  readonly output?: OutputForm;
  /** Bounds everything that is billed as output, reasoning included. */
  readonly maxOutputTokens: number;
  /** Left out: the model's own. Some models take none. */
  readonly temperature?: number;
}
