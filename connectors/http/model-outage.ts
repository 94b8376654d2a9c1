import { type OutageKind, SourceOutage } from '../../domain/outage.ts';
import { networkFailure } from './network-failure.ts';
import { retryAfterMs } from './outage-for-status.ts';
import type { Asked } from './parse-answer.ts';

/** How providers of models word that nothing is left to spend; OpenAI with 429, Anthropic with 400 or 402. */
const QUOTA = /insufficient_quota|billing_hard_limit|billing_error|credit balance is too low/i;

/**
 * The outage behind what a model provider's SDK threw. Both SDKs tell status, headers and body in the same fields.
 * `deadline` is our own time-out, which the SDKs report like any other end of a connection.
 */
export function modelOutage(asked: Asked, error: unknown, deadline: AbortSignal): SourceOutage {
  if (error instanceof SourceOutage) return error;
  if (deadline.aborted) {
    return new SourceOutage(
      { ...asked, kind: 'timeout', reason: 'no answer within the time-out' },
      { cause: error },
    );
  }
  const message = error instanceof Error ? error.message : String(error);
  const status = fieldOf(error, 'status');
  if (typeof status === 'number') {
    const headers = fieldOf(error, 'headers');
    const header = headers instanceof Headers ? headers.get('retry-after') : null;
    const wait = retryAfterMs(header, Date.now());
    const body = JSON.stringify(fieldOf(error, 'error') ?? '');
    const kind = kindOfStatus(status, QUOTA.test(`${message} ${body}`));
    const reason = message.slice(0, 200).replaceAll(/\s+/g, ' ');
    return new SourceOutage(
      { ...asked, kind, reason, ...(wait === undefined ? {} : { retryAfterMs: wait }) },
      { cause: error },
    );
  }
  if (error instanceof SyntaxError) {
    return new SourceOutage(
      { ...asked, kind: 'malformed', reason: 'the answer is not JSON' },
      { cause: error },
    );
  }
  const failure = networkFailure(error);
  const kind = failure.kind === 'not-sent' ? 'unreachable' : failure.kind;
  return new SourceOutage({ ...asked, kind, reason: failure.reason }, { cause: error });
}

/** 404 is a model that this key may not use; 408 and 504 leave open whether the work was done. */
function kindOfStatus(status: number, outOfQuota: boolean): OutageKind {
  if (status === 402 || outOfQuota) return 'out-of-quota';
  if (status === 401 || status === 403 || status === 404) return 'unauthorized';
  if (status === 408 || status === 504) return 'timeout';
  if (status === 429) return 'rate-limited';
  return status >= 500 || status === 409 ? 'server-error' : 'refused';
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
