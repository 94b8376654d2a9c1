import { CircuitState, type IBreaker } from 'cockatiel';
import { SourceOutage } from '../domain/outage.ts';
import type { GuardTerms } from './guard-terms.ts';

/** Decides when a breaker opens: told of each failure by `note` before cockatiel counts it. */
export interface FailureCount extends IBreaker {
  note(error: unknown): void;
}

/**
 * Opens after so many outages in a row, and at once for a time-out or for a source that names the time to come back.
 * A call that was given up says nothing, but a trial that was given up has not closed the breaker either.
 */
export function createFailureCount({ failuresMax, harmless }: GuardTerms): FailureCount {
  let inARow = 0;
  let isEnough = false;
  return {
    state: undefined,
    note(error) {
      if (!(error instanceof SourceOutage) || harmless.includes(error.kind)) return;
      inARow += 1;
      isEnough ||= error.kind === 'timeout' || error.retryAfterMs !== undefined;
    },
    success() {
      inARow = 0;
      isEnough = false;
    },
    failure: (state) => state === CircuitState.HalfOpen || isEnough || inARow >= failuresMax,
  };
}
