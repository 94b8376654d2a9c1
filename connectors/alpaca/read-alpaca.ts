import { ApiError } from '@alpacahq/alpaca-trade-api';
import { SourceOutage } from '../../domain/outage.ts';
import { networkFailure } from '../http/network-failure.ts';
import { outageForStatus } from '../http/outage-for-status.ts';
import type { Asked } from '../http/parse-answer.ts';
import { readErrorReply } from './error-reply.ts';
import { BrokerModeMismatch } from './mode-guard.ts';

/** One call of the SDK's raw API; `init` carries the signal. */
export type AlpacaCall = (init: RequestInit) => Promise<{ readonly raw: Response }>;

/**
 * Makes one reading call and gives the body as it came, so that numbers are still text.
 * @throws SourceOutage; the reason of `signal` when that ended the call.
 */
export async function readAlpaca(asked: Asked, call: AlpacaCall, signal?: AbortSignal): Promise<string> {
  signal?.throwIfAborted();
  try {
    const { raw } = await call(signal === undefined ? {} : { signal });
    return await raw.text();
  } catch (error) {
    signal?.throwIfAborted();
    throw outageOf(asked, error);
  }
}

/** As `readAlpaca`; `undefined` when Alpaca itself answers that there is no such thing. */
export async function findAtAlpaca(
  asked: Asked,
  call: AlpacaCall,
  signal?: AbortSignal,
): Promise<string | undefined> {
  try {
    return await readAlpaca(asked, call, signal);
  } catch (error) {
    const cause = error instanceof SourceOutage ? error.cause : undefined;
    if (!(cause instanceof ApiError) || cause.status !== 404) throw error;
    if ((await readErrorReply(cause)) !== undefined) return undefined;
    throw new SourceOutage(
      { ...asked, kind: 'malformed', reason: 'a 404 that is not from Alpaca' },
      { cause },
    );
  }
}

/** What a failed call of the SDK means for a reader. @throws BrokerModeMismatch when our own guard stopped the call. */
export function outageOf(asked: Asked, error: unknown): SourceOutage {
  if (error instanceof ApiError) {
    const { status, message, retryAfterMs } = error;
    return outageForStatus(
      asked,
      { status, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
      error,
    );
  }
  if (error instanceof Error && error.cause instanceof BrokerModeMismatch) throw error.cause;
  const failure = networkFailure(error);
  const kind = failure.kind === 'timeout' ? 'timeout' : 'network';
  return new SourceOutage({ ...asked, kind, reason: failure.reason }, { cause: error });
}
