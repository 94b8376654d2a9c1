import type { IBackoff, IBackoffFactory, IHalfOpenAfterBackoffContext } from 'cockatiel';
import { SourceOutage } from '../domain/outage.ts';
import type { GuardTerms } from './guard-terms.ts';

/** A source that asks for more than this is tried before. */
const RETRY_AFTER_MS_MAX = 15 * 60_000;

/** How long a breaker stays open: doubling from one opening to the next, never less than the source asked for. */
export interface Opening extends IBackoffFactory<IHalfOpenAfterBackoffContext> {
  /** Of the latest opening. */
  lastMs(): number;
}

export function openingAfter({ openMs }: Pick<GuardTerms, 'openMs'>): Opening {
  let last = 0;
  const openingOf = (usualMs: number, context: IHalfOpenAfterBackoffContext) => {
    const leastMs = isTimeout(context) ? openMs.afterTimeout : 0;
    const duration = Math.max(usualMs, leastMs, askedForMs(context));
    last = duration;
    const backoff: IBackoff<IHalfOpenAfterBackoffContext> = {
      duration,
      next: (again) => openingOf(Math.min(usualMs * 2, openMs.max), again),
    };
    return backoff;
  };
  return { next: (context) => openingOf(openMs.first, context), lastMs: () => last };
}

function isTimeout({ result }: IHalfOpenAfterBackoffContext): boolean {
  const error = 'error' in result ? result.error : undefined;
  return error instanceof SourceOutage && error.kind === 'timeout';
}

function askedForMs({ result }: IHalfOpenAfterBackoffContext): number {
  const error = 'error' in result ? result.error : undefined;
  const asked = error instanceof SourceOutage ? error.retryAfterMs : undefined;
  return Math.min(asked ?? 0, RETRY_AFTER_MS_MAX);
}
