import type { Timestamp } from '../market.ts';
import type { RuleTerms } from './alert-rule.ts';
import { isPulseKind } from './alert-rule.ts';
import type { ReadingState } from './reading.ts';

/** `pending` is seen and not told yet: it must hold for a while first. */
export const ALERT_STATES = ['pending', 'firing', 'acknowledged', 'resolved'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/** An alert that has not been resolved. */
export interface StandingAlert {
  readonly state: Exclude<AlertState, 'resolved'>;
  /** When it was seen first, and last. */
  readonly since: Timestamp;
  readonly lastSeenAt: Timestamp;
  /** Since when it has been clear without a break; null while it is not. */
  readonly clearSince: Timestamp | null;
}

export type AlertStep =
  | { readonly step: 'none' }
  /** A new one; `pending` is not told to anybody. */
  | { readonly step: 'open'; readonly state: 'pending' | 'firing' }
  /** It goes on; `fires` when what was pending has held long enough. */
  | { readonly step: 'seen'; readonly fires: boolean }
  | { readonly step: 'clearing' }
  | { readonly step: 'not-clear' }
  /** What was pending has gone before it was told. */
  | { readonly step: 'drop' }
  | { readonly step: 'resolve' };

export interface Patience {
  /** How long a condition must hold before it is told. */
  readonly fireAfterMs: number;
  /** How long it must be clear without a break before it is over. */
  readonly resolveAfterMs: number;
}

const MINUTE_MS = 60_000;

export function patienceOf(terms: RuleTerms): Patience {
  if (terms.kind === 'source-down' || terms.kind === 'market-stale')
    return { fireAfterMs: terms.forSeconds * 1_000, resolveAfterMs: 2 * MINUTE_MS };
  if (terms.kind === 'drift') return { fireAfterMs: 0, resolveAfterMs: 0 };
  if (isPulseKind(terms.kind)) return { fireAfterMs: 0, resolveAfterMs: 15 * MINUTE_MS };
  return { fireAfterMs: 0, resolveAfterMs: 5 * MINUTE_MS };
}

/**
 * What a reading does to an alert. It cannot flap: between two firings lies `resolveAfterMs` of being clear without a
 * break, and a value in the margin or one that could not be read is not clear.
 */
export function nextStep(
  standing: StandingAlert | undefined,
  reading: ReadingState,
  now: Timestamp,
  { fireAfterMs, resolveAfterMs }: Patience,
): AlertStep {
  const elapsed = (since: Timestamp) => Date.parse(now) - Date.parse(since);
  if (reading === 'unknown') return { step: 'none' };
  if (standing === undefined) {
    if (reading !== 'breached') return { step: 'none' };
    return { step: 'open', state: fireAfterMs > 0 ? 'pending' : 'firing' };
  }
  if (reading === 'breached') {
    return { step: 'seen', fires: standing.state === 'pending' && elapsed(standing.since) >= fireAfterMs };
  }
  if (reading === 'margin') return { step: standing.clearSince === null ? 'none' : 'not-clear' };
  if (standing.state === 'pending') return { step: 'drop' };
  if (elapsed(standing.clearSince ?? now) >= resolveAfterMs) return { step: 'resolve' };
  return { step: standing.clearSince === null ? 'clearing' : 'none' };
}
