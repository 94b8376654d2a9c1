const PARENT_POLL_MS = 250;

/**
 * Aborts at the first Ctrl-C, SIGTERM or hang-up; the second one ends the launcher, and every part with it, at once.
 * A signal sent to npm alone reaches only the shell between npm and the launcher, so its end counts as one too.
 */
export function stopOnSignals(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(1);
      stop.abort();
    });
  }
  if (process.env['npm_lifecycle_event'] !== undefined) abortWithParent(stop);
  return stop.signal;
}

function abortWithParent(stop: AbortController): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop.abort();
  }, PARENT_POLL_MS);
  watch.unref();
}

/** The stop signal came before the work was done. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Settles with the work, or rejects with Interrupted as soon as the launcher is told to stop. */
export async function unlessStopped<Result>(stop: AbortSignal, work: Promise<Result>): Promise<Result> {
  return Promise.race([
    work,
    aborted(stop).then(() => {
      throw new Interrupted();
    }),
  ]);
}

/** Settles when the signal is aborted. */
export function aborted(stop: AbortSignal): Promise<void> {
  if (stop.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  stop.addEventListener(
    'abort',
    () => {
      resolve();
    },
    { once: true },
  );
  return promise;
}
