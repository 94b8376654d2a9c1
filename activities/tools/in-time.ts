import { SourceOutage } from '../../domain/outage.ts';

/**
 * `call` within `timeoutMs`: it gets a signal that aborts when its time is over or `signal` does, and is waited for no
 * longer, whether it listens or not.
 * @throws SourceOutage of kind `timeout` when the time is over; the reason of `signal` when that ended it
 */
export async function inTime<T>(
  timeoutMs: number,
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const deadline = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, deadline]);
  const { promise: over, reject } = Promise.withResolvers<never>();
  const end = (): void => {
    const facts = { source: 'tool', request: 'call', kind: 'timeout' } as const;
    reject(signal.aborted ? signal.reason : new SourceOutage({ ...facts, reason: `over ${timeoutMs} ms` }));
  };
  either.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([call(either), over]);
  } finally {
    either.removeEventListener('abort', end);
  }
}
