import { SourceOutage } from '../../domain/outage.ts';
import { networkFailure } from './network-failure.ts';
import { outageForStatus, retryAfterMs } from './outage-for-status.ts';
import type { Asked } from './parse-answer.ts';

export interface TextRequest {
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For the whole exchange, body included. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

export interface TextAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/**
 * One request to a source, never repeated here, redirects refused. Gives the 2xx answer.
 * @throws SourceOutage for everything else; the reason of `signal` when that ended the call.
 */
export async function requestText(
  asked: Asked,
  request: TextRequest,
  signal?: AbortSignal,
): Promise<TextAnswer> {
  signal?.throwIfAborted();
  const deadline = AbortSignal.timeout(request.timeoutMs);
  try {
    const response = await fetch(request.url, {
      method: request.method ?? 'GET',
      redirect: 'error',
      signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
      ...(request.headers === undefined ? {} : { headers: { ...request.headers } }),
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    const body = await readLimited(response, request.maxBytes, asked);
    if (response.ok) return { status: response.status, headers: response.headers, body };
    const wait = retryAfterMs(response.headers.get('retry-after'), Date.now());
    throw outageForStatus(asked, {
      status: response.status,
      message: body,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    });
  } catch (error) {
    if (error instanceof SourceOutage) throw error;
    signal?.throwIfAborted();
    const failure = networkFailure(error);
    const kind = failure.kind === 'timeout' ? 'timeout' : 'network';
    throw new SourceOutage({ ...asked, kind, reason: failure.reason }, { cause: error });
  }
}

async function readLimited(response: Response, maxBytes: number, asked: Asked): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let received = 0;
  for await (const chunk of response.body) {
    received += chunk.byteLength;
    if (received > maxBytes) {
      throw new SourceOutage({
        ...asked,
        kind: 'malformed',
        reason: `the answer is larger than ${maxBytes} bytes`,
      });
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
