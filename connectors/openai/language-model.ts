import OpenAI from 'openai';
import type { LanguageModel } from '../../domain/ports/language-model.ts';
import { baseUrlOf } from '../http/base-url.ts';
import { modelOutage } from '../http/model-outage.ts';
import { toReply } from './response-answer.ts';
import { toResponsesRequest } from './responses-request.ts';

/** OpenAI's own service, or the sandbox's at `${sandboxUrl}/openai/v1`. */
export const OPENAI_URL = 'https://api.openai.com/v1';

/**
 * OpenAI's models by the Responses API, one request a call. Nothing is kept at OpenAI (`store: false`). What the SDK
 * would read from the environment by itself (address, organisation, project) is set here.
 */
export function createOpenAi(options: { readonly apiKey: string; readonly baseUrl: string }): LanguageModel {
  const client = new OpenAI({
    apiKey: options.apiKey,
    baseURL: baseUrlOf(options.baseUrl),
    adminAPIKey: null,
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: 'off',
  });
  return {
    async ask(model, request, { timeoutMs, signal }) {
      const asked = { source: 'openai', request: `POST /responses ${model}` };
      const deadline = AbortSignal.timeout(timeoutMs);
      try {
        const answer: unknown = await client.responses.create(toResponsesRequest(model, request), {
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
