import { activityInfo } from '@temporalio/activity';
import type { SourceOutage } from '../domain/outage.ts';

/**
 * True when a source is not asked again: what is still missing must now be reported as missing. A step that Temporal
 * repeats for as long as it takes, for the sake of the ledger, gives its own `attemptsMax` for its source.
 */
export function isLastAttempt(attemptsMax = activityInfo().retryPolicy?.maximumAttempts ?? 0): boolean {
  const { attempt } = activityInfo();
  return attemptsMax > 0 && attempt >= attemptsMax;
}

/** A breaker that tries its source again as soon as this is waited for by the next attempt. */
const SOON_MS = 2_000;

/** An outage that another attempt may mend, while there is one. */
export function isWorthRetrying(error: SourceOutage, attemptsMax?: number): boolean {
  const isTriedSoon = error.kind === 'breaker-open' && (error.retryAfterMs ?? SOON_MS) < SOON_MS;
  return (error.retryable || isTriedSoon) && !isLastAttempt(attemptsMax);
}
