import type { TargetFailure } from '../model-answer.ts';

/**
 * What a failure of one target means for the question. `retry-later`: the next target now, and this one again in a
 * later round. `next-target`: waiting mends nothing here. `give-up`: the request itself is wrong, wherever it is sent.
 */
export type FailureClass = 'retry-later' | 'next-target' | 'give-up';

const CLASSES: Readonly<Record<TargetFailure, FailureClass>> = {
  timeout: 'retry-later',
  network: 'retry-later',
  unreachable: 'retry-later',
  'server-error': 'retry-later',
  'rate-limited': 'retry-later',
  malformed: 'retry-later',
  'breaker-open': 'retry-later',
  busy: 'retry-later',
  crashed: 'retry-later',
  'out-of-quota': 'next-target',
  unauthorized: 'next-target',
  unpriced: 'next-target',
  'over-budget': 'next-target',
  refused: 'give-up',
};

export function failureClass(failure: TargetFailure): FailureClass {
  return CLASSES[failure];
}

/** True where the provider may have done the work: what was reserved is then counted as spent. */
export function mayBeBilled(failure: TargetFailure): boolean {
  return ['timeout', 'network', 'malformed', 'crashed'].includes(failure);
}
