import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = 50;

/**
 * Asks until there is an answer that is not undefined. What is asked may be dead at the moment, so an error is asked
 * again. Gives undefined when `withinMs` of real time have passed; @throws the error if the last thing seen was one.
 */
export async function persist<T>(
  ask: () => Promise<T | undefined>,
  withinMs: number,
): Promise<T | undefined> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    let failure: { readonly error: unknown } | undefined;
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      failure = { error };
    }
    if (Date.now() > deadline) {
      if (failure !== undefined) throw failure.error;
      return undefined;
    }
    await delay(PAUSE_MS);
  }
}
