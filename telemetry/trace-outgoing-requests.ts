import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { z } from 'zod';

const asked = z.object({
  request: z.looseObject({ origin: z.string(), method: z.string(), path: z.string() }),
});
const answered = z.object({ response: z.looseObject({ statusCode: z.number() }) });
const failed = z.object({ error: z.unknown() });

/** Node's own announcements of what `fetch` does. */
const CHANNELS = {
  create: 'undici:request:create',
  headers: 'undici:request:headers',
  done: 'undici:request:trailers',
  error: 'undici:request:error',
} as const;

/**
 * A span for every request that is sent by `fetch` while another span is open: method, host and path, never the query,
 * the headers or a body. Gives what ends it.
 */
export function traceOutgoingRequests(tracer: Tracer): () => void {
  const open = new WeakMap<object, Span>();
  const spanOf = (message: unknown): Span | undefined => {
    const request = requestOf(message);
    return request === undefined ? undefined : open.get(request);
  };
  const listeners = {
    create: (message: unknown) => {
      const request = requestOf(message);
      const known = asked.safeParse(message);
      if (request === undefined || !known.success || trace.getActiveSpan() === undefined) return;
      const { origin, method, path } = known.data.request;
      const { host, pathname } = new URL(path, origin);
      const attributes = { 'http.request.method': method, 'server.address': host, 'url.path': pathname };
      open.set(request, tracer.startSpan(`${method} ${pathname}`, { kind: SpanKind.CLIENT, attributes }));
    },
    headers: (message: unknown) => {
      const known = answered.safeParse(message);
      if (!known.success) return;
      const { statusCode } = known.data.response;
      const span = spanOf(message)?.setAttribute('http.response.status_code', statusCode);
      if (statusCode >= 400) span?.setStatus({ code: SpanStatusCode.ERROR });
    },
    done: (message: unknown) => spanOf(message)?.end(),
    error: (message: unknown) => {
      const known = failed.safeParse(message);
      const reason = known.success ? String(known.data.error) : 'failed';
      spanOf(message)?.setStatus({ code: SpanStatusCode.ERROR, message: reason }).end();
    },
  };
  const pairs = [
    [CHANNELS.create, listeners.create],
    [CHANNELS.headers, listeners.headers],
    [CHANNELS.done, listeners.done],
    [CHANNELS.error, listeners.error],
  ] as const;
  for (const [channel, listener] of pairs) subscribe(channel, listener);
  return () => {
    for (const [channel, listener] of pairs) unsubscribe(channel, listener);
  };
}

function requestOf(message: unknown): object | undefined {
  if (typeof message !== 'object' || message === null || !('request' in message)) return undefined;
  const { request } = message;
  return typeof request === 'object' && request !== null ? request : undefined;
}
