import type { ModelRequest } from '../llm/model-request.ts';
import type { TokenUsage } from '../llm/token-usage.ts';

/** The model's wish to have a tool called, as it came: `arguments` is text that ought to be a JSON object. */
export interface RawToolCall {
  readonly callId: string;
  readonly name: string;
  readonly arguments: string;
}

/** What one request brought, before anybody has judged it. */
export interface ModelReply {
  /** The model that says it answered; the sandbox's is `sandbox-analyst`. */
  readonly model: string;
  /** `refused`: the model would not. `cut-off`: out of tokens or context before it was done. */
  readonly end: 'complete' | 'refused' | 'cut-off';
  readonly text: string;
  readonly toolCalls: readonly RawToolCall[];
  readonly usage: TokenUsage;
  /** The provider's own id of the answer, for its support and its bills. */
  readonly providerId: string;
}

/** One provider of language models: one request a call, never repeated here. */
export interface LanguageModel {
  /**
   * @throws SourceOutage when there is no usable answer. Of its kinds `timeout`, `network` and `malformed` may have been
   * billed; the others were not. `out-of-quota` is a 429 or 402 that no waiting mends.
   */
  ask(
    model: string,
    request: ModelRequest,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<ModelReply>;
}
