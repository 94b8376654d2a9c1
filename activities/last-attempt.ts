import { activityInfo } from '@temporalio/activity';
import type { SourceOutage } from '../domain/outage.ts';

/** True when Temporal will not ask again: what is still missing must now be reported as missing. */
export function isLastAttempt(): boolean {
  const { attempt, retryPolicy } = activityInfo();
  const attemptsMax = retryPolicy?.maximumAttempts ?? 0;
  return attemptsMax > 0 && attempt >= attemptsMax;
}

/** A breaker that tries its source again as soon as this is waited for by the next attempt. */
const SOON_MS = 2_000;

/** An outage that another attempt may mend, while there is one. */
export function isWorthRetrying(error: SourceOutage): boolean {
  const isTriedSoon = error.kind === 'breaker-open' && (error.retryAfterMs ?? SOON_MS) < SOON_MS;
  return (error.retryable || isTriedSoon) && !isLastAttempt();
}
