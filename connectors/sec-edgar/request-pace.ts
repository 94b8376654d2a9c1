/**
 * Lets calls through at most `perSecond` a second, evenly spaced, in the order they came.
 * `now` in milliseconds; the wait ends early with the reason of `signal`.
 */
export function createRequestPace(
  perSecond: number,
  now: () => number = Date.now,
): (signal?: AbortSignal) => Promise<void> {
  const gapMs = 1000 / perSecond;
  let nextAt = 0;
  return async (signal) => {
    signal?.throwIfAborted();
    const at = Math.max(now(), nextAt);
    nextAt = at + gapMs;
    const waitMs = at - now();
    if (waitMs > 0) await waitFor(waitMs, signal);
  };
}

async function waitFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), ms);
  const abort = (): void => reject(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
