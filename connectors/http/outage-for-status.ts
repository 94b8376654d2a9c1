import { type OutageKind, SourceOutage } from '../../domain/outage.ts';
import type { Asked } from './parse-answer.ts';

/** The outage that an HTTP status other than 2xx means. `message` is what the source said about it. */
export function outageForStatus(
  asked: Asked,
  answer: { readonly status: number; readonly message: string; readonly retryAfterMs?: number },
  cause?: unknown,
): SourceOutage {
  const said = answer.message.slice(0, 200).replaceAll(/\s+/g, ' ').trim();
  return new SourceOutage(
    {
      ...asked,
      kind: kindOfStatus(answer.status),
      reason: said === '' ? `HTTP ${answer.status}` : `HTTP ${answer.status}: ${said}`,
      ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }),
    },
    { cause },
  );
}

function kindOfStatus(status: number): OutageKind {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 429) return 'rate-limited';
  if (status === 408 || status === 425 || status >= 500) return 'server-error';
  return 'refused';
}

/** `Retry-After` in milliseconds: seconds, or an HTTP date counted from `nowMs`. RFC 9110 section 10.2.3. */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, Math.round(seconds * 1000));
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
