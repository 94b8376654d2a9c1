import { activityInfo } from '@temporalio/activity';
import type { SourceOutage } from '../domain/outage.ts';

/**
 * A source that is away is asked so often in one step, at most. Temporal gives most steps more attempts: those are for
 * workers that die and for our own database, and whose worker has died twice may still ask.
 */
export const SOURCE_ATTEMPTS = 2;

/** True when a source is not asked again: what is still missing must now be reported as missing. */
export function isLastAttempt(attemptsMax: number = Number.POSITIVE_INFINITY): boolean {
  const { attempt, retryPolicy } = activityInfo();
  // Temporal writes 0 where there is no limit.
  const { maximumAttempts = 0 } = retryPolicy ?? {};
  return attempt >= attemptsMax || (maximumAttempts > 0 && attempt >= maximumAttempts);
}

/** A breaker that tries its source again as soon as this is waited for by the next attempt. */
const SOON_MS = 2_000;

/** An outage that another attempt may mend, while there is one. */
export function isWorthRetrying(error: SourceOutage, attemptsMax: number = SOURCE_ATTEMPTS): boolean {
  const isTriedSoon = error.kind === 'breaker-open' && (error.retryAfterMs ?? SOON_MS) < SOON_MS;
  return (error.retryable || isTriedSoon) && !isLastAttempt(attemptsMax);
}
