/** So many pieces in one round of the event loop: whatever else the process does goes on between two rounds. */
const AT_ONCE = 16;

/**
 * Readers send one piece in turn, whoever has waited longest first. What the kernel takes at once settles without a
 * round of the event loop, so that readers who have much to catch up with would hold it for seconds.
 */
export interface ReaderTurns {
  /** Settles when it is the caller's turn. */
  next(): Promise<void>;
}

export function createReaderTurns(): ReaderTurns {
  let waiting: (() => void)[] = [];
  const serve = (): void => {
    const now = waiting.slice(0, AT_ONCE);
    waiting = waiting.slice(AT_ONCE);
    if (waiting.length > 0) setImmediate(serve);
    for (const go of now) go();
  };
  return {
    next() {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (waiting.push(resolve) === 1) setImmediate(serve);
      return promise;
    },
  };
}
