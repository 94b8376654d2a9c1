import type { ModelRequest } from './model-request.ts';

/** More of a wrong answer is not quoted back. */
const QUOTED_CHARS_MAX = 4_000;

/** The same question once more, with what was wrong with the answer. `badText` is what the model said. */
export function correctRequest(request: ModelRequest, fault: string, badText: string): ModelRequest {
  const quoted = badText.slice(0, QUOTED_CHARS_MAX);
  return {
    ...request,
    messages: [
      ...request.messages,
      ...(quoted === '' ? [] : [{ role: 'assistant' as const, text: quoted, toolCalls: [] }]),
      {
        role: 'user',
        text: `That answer cannot be used: ${fault}. Answer again in the form that was asked for.`,
      },
    ],
  };
}
