import type { IntegrationPoint } from './integration-point.ts';
import type { ProbeOutcome } from './probe-result.ts';

const MINUTE_MS = 60_000;
/** Runs that may be missed before a result says nothing any more. */
const RUNS_MISSED_MAX = 3;
const FRESH_MINUTES_MIN = 30;
const FRESH_MINUTES_DEAR = 180;

/** `unknown`: never probed, or too long ago to say anything. */
export type Standing = ProbeOutcome | 'unknown';

/** Where a point stands by its last probe, at `now`. */
export function pointStanding(
  point: IntegrationPoint,
  last: { readonly outcome: ProbeOutcome; readonly probedAt: Date; readonly note: string } | undefined,
  { now, everyMinutes }: { readonly now: Date; readonly everyMinutes: number },
): { readonly outcome: Standing; readonly note: string } {
  if (point.notBuilt !== undefined) return { outcome: 'not-built', note: point.notBuilt };
  if (last === undefined) return { outcome: 'unknown', note: 'never probed' };
  const freshMinutes = Math.max(
    point.isDear === true ? FRESH_MINUTES_DEAR : FRESH_MINUTES_MIN,
    everyMinutes * RUNS_MISSED_MAX,
  );
  if (now.getTime() - last.probedAt.getTime() > freshMinutes * MINUTE_MS) {
    return { outcome: 'unknown', note: `not probed since ${last.probedAt.toISOString()}` };
  }
  return { outcome: last.outcome, note: last.note };
}
