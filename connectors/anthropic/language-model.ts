import Anthropic from '@anthropic-ai/sdk';
import type { LanguageModel } from '../../domain/ports/language-model.ts';
import { baseUrlOf } from '../http/base-url.ts';
import { modelOutage } from '../http/model-outage.ts';
import { toReply } from './message-answer.ts';
import { toMessagesRequest } from './messages-request.ts';

/** Anthropic's own service, or the sandbox's at `${sandboxUrl}/anthropic`. */
export const ANTHROPIC_URL = 'https://api.anthropic.com';

/**
 * Anthropic's models by the Messages API, one request a call. What the SDK would read from the environment by itself
 * (address, token) is set here.
 */
export function createAnthropic(options: {
  readonly apiKey: string;
  readonly baseUrl: string;
}): LanguageModel {
  const client = new Anthropic({
    apiKey: options.apiKey,
    authToken: null,
    baseURL: baseUrlOf(options.baseUrl),
    maxRetries: 0,
    logLevel: 'off',
  });
  return {
    async ask(model, request, { timeoutMs, signal }) {
      const asked = { source: 'anthropic', request: `POST /v1/messages ${model}` };
      const deadline = AbortSignal.timeout(timeoutMs);
      try {
        const answer: unknown = await client.messages.create(toMessagesRequest(model, request), {
          timeout: timeoutMs,
          signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
        });
        return toReply(answer, asked);
      } catch (error) {
        signal?.throwIfAborted();
        throw modelOutage(asked, error, deadline);
      }
    },
  };
}
