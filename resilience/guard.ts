import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  circuitBreaker,
  handleWhen,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
} from 'cockatiel';
import type { Timestamp } from '../domain/market.ts';
import { type OutageKind, SourceOutage } from '../domain/outage.ts';
import type { BreakerState, SourceFigures } from '../domain/source-figures.ts';
import type { Logger } from '../telemetry/log.ts';
import { createFailureCount } from './failure-count.ts';
import type { GuardTerms } from './guard-terms.ts';
import { openingAfter } from './opening-after.ts';

/** Stands between us and one source: a time-out, a circuit breaker and a bulkhead. Nothing is tried again here. */
export interface Guard {
  /**
   * Makes one call through it. `request` names the call where it is not sent.
   * @throws SourceOutage kind `timeout`, `breaker-open` or `busy`, beside what the call throws itself
   */
  run: <Answer>(request: string, call: () => Promise<Answer>, signal?: AbortSignal) => Promise<Answer>;
  figures(): SourceFigures;
}

const STATES: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
};

export function createGuard(terms: GuardTerms, logger: Logger, now: () => number = Date.now): Guard {
  const { source, timeoutMs, atOnceMax, waitingMax, harmless } = terms;
  const places = bulkhead(atOnceMax, waitingMax);
  const limit = timeout(timeoutMs, { strategy: TimeoutStrategy.Aggressive, abortOnReturn: false });
  const count = createFailureCount(terms);
  const isHarmless = (error: unknown): boolean =>
    error instanceof SourceOutage && harmless.includes(error.kind);
  const opening = openingAfter(terms);
  const breaker = circuitBreaker(
    handleWhen((error) => !isHarmless(error)),
    { breaker: count, halfOpenAfter: opening },
  );
  const outages: Partial<Record<OutageKind, number>> = {};
  let calls = 0;
  let opened = 0;
  let closed = 0;
  let triesAgainAt = 0;
  let lastSuccessAt: Timestamp | undefined;
  let lastOutage: SourceFigures['lastOutage'];

  breaker.onBreak(() => {
    opened += 1;
    const openMs = opening.lastMs();
    triesAgainAt = now() + openMs;
    logger.warn({ source, openMs, reason: lastOutage?.reason }, 'breaker opened: the source is left alone');
  });
  breaker.onHalfOpen(() => logger.info({ source }, 'breaker half open: the source is tried'));
  breaker.onReset(() => {
    closed += 1;
    logger.info({ source }, 'breaker closed: the source answers');
  });

  const attempt = async <Answer>(request: string, call: () => Promise<Answer>, signal?: AbortSignal) => {
    try {
      const answer = await limit.execute(call, signal);
      lastSuccessAt = new Date(now()).toISOString();
      return answer;
    } catch (error) {
      signal?.throwIfAborted();
      const isLate = error instanceof TaskCancelledError;
      const reason = `no answer within ${timeoutMs} ms`;
      const failure = isLate
        ? new SourceOutage({ source, request, kind: 'timeout', reason }, { cause: error })
        : error;
      tally(failure);
      count.note(failure);
      throw failure;
    }
  };

  const tally = (error: unknown): void => {
    if (!(error instanceof SourceOutage)) return;
    outages[error.kind] = (outages[error.kind] ?? 0) + 1;
    if (error.kind === 'breaker-open' || error.kind === 'busy') return;
    lastOutage = { at: new Date(now()).toISOString(), reason: error.message.slice(0, 300) };
  };

  const notSent = (request: string, error: unknown): unknown => {
    const facts = { source, request };
    if (error instanceof BrokenCircuitError) {
      const retryAfterMs = Math.max(0, triesAgainAt - now());
      const reason = `left alone for ${retryAfterMs} ms more, after: ${lastOutage?.reason ?? 'failures'}`;
      return new SourceOutage({ ...facts, kind: 'breaker-open', reason, retryAfterMs }, { cause: error });
    }
    if (error instanceof BulkheadRejectedError) {
      const reason = `${atOnceMax} calls are under way and ${waitingMax} wait`;
      return new SourceOutage({ ...facts, kind: 'busy', reason }, { cause: error });
    }
    return undefined;
  };

  return {
    async run(request, call, signal) {
      signal?.throwIfAborted();
      calls += 1;
      try {
        return await places.execute(
          async () => await breaker.execute(async () => await attempt(request, call, signal), signal),
          signal,
        );
      } catch (error) {
        signal?.throwIfAborted();
        const refusal = notSent(request, error);
        if (refusal === undefined) throw error;
        tally(refusal);
        throw refusal;
      }
    },
    figures: () => ({
      source,
      breaker: STATES[breaker.state],
      calls,
      outages: { ...outages },
      opened,
      closed,
      underWay: atOnceMax - places.executionSlots,
      waiting: waitingMax - places.queueSlots,
      ...(lastSuccessAt === undefined ? {} : { lastSuccessAt }),
      ...(lastOutage === undefined ? {} : { lastOutage }),
    }),
  };
}
