/** The socket of pg's own connection. */
export interface Breakable {
  readonly connection?: { readonly stream: { destroy(): void } };
}

/**
 * What `ask` gives, if it comes within `answerMs`: after that the connection is broken, which fails whatever waits on
 * it. PostgreSQL ends a statement by itself, but not when it is frozen, or gone without a word: then nobody else would.
 */
export async function answerInTime<T>(
  client: Breakable,
  answerMs: number,
  ask: () => Promise<T>,
): Promise<T> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    client.connection?.stream.destroy();
  }, answerMs);
  try {
    return await ask();
  } catch (error) {
    if (!isLate) throw error;
    throw new Error(`Connection terminated: PostgreSQL did not answer within ${answerMs} ms`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
}
