/** How far a row of writes has come. */
export interface Written {
  /** So many from the first are in the stream. */
  readonly count: number;
  /** Why the one after them is not. */
  readonly failure?: unknown;
}

/**
 * Starts writes to the stream one behind the other and waits for them together. The stream takes each only right behind
 * the one before it: where one has failed, those after it fail too, and where one is in it, all before it are, even if
 * their answers were lost.
 */
export async function writeThrough(writes: readonly (() => Promise<void>)[]): Promise<Written> {
  const results = await Promise.allSettled(writes.map((write) => write()));
  const count = results.findLastIndex(({ status }) => status === 'fulfilled') + 1;
  const next = results[count];
  return next?.status === 'rejected' ? { count, failure: next.reason } : { count };
}
