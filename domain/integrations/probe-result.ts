import type { IntegrationPoint } from './integration-point.ts';

/**
 * What came of probing a point. `skipped`: it cannot be probed as things stand (the market is closed, the provider would
 * have to be paid, this account trades real money); `not-built`: there is nothing to probe yet. Only `passed` counts.
 */
export type ProbeOutcome = 'passed' | 'failed' | 'skipped' | 'not-built';

export interface ProbeResult {
  readonly id: string;
  readonly outcome: ProbeOutcome;
  readonly ms: number;
  /** What was seen, or why not; for a person. */
  readonly note: string;
}

export const NOTE_LENGTH_MAX = 200;
/** So many failures in a row are told as the event `integration.failing`. */
export const FAILURES_BEFORE_TELLING = 3;

/** Failed, or slower than the point's service level. */
export function isBreach(
  { level }: IntegrationPoint,
  { outcome, ms }: Pick<ProbeResult, 'outcome' | 'ms'>,
): boolean {
  return outcome === 'failed' || (outcome === 'passed' && ms > level.withinMs);
}

/** "57 of 59": how many of all points passed. */
export function scoreOf(outcomes: readonly { readonly outcome: ProbeOutcome | 'unknown' }[]): {
  readonly passed: number;
  readonly of: number;
} {
  return { passed: outcomes.filter(({ outcome }) => outcome === 'passed').length, of: outcomes.length };
}
