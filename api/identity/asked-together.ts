/**
 * Answers many single questions by few looks: what is asked while one look is under way waits for the next one. So an
 * answer is never older than its question, and a thousand requests at once cost a handful of looks, not a thousand.
 */
export function askedTogether<Answer>(
  look: (keys: readonly string[]) => Promise<ReadonlyMap<string, Answer>>,
): (key: string) => Promise<Answer | undefined> {
  type Waiting = PromiseWithResolvers<Answer | undefined>;
  let waiting = new Map<string, Waiting>();
  let isLooking = false;

  const answer = async (asked: ReadonlyMap<string, Waiting>) => {
    try {
      const answers = await look([...asked.keys()]);
      for (const [key, { resolve }] of asked) resolve(answers.get(key));
    } catch (error) {
      for (const { reject } of asked.values()) reject(error);
    }
  };
  const lookOn = async () => {
    isLooking = true;
    while (waiting.size > 0) {
      const asked = waiting;
      waiting = new Map();
      await answer(asked);
    }
    isLooking = false;
  };

  return async (key) => {
    const known = waiting.get(key);
    if (known !== undefined) return await known.promise;
    const one: Waiting = Promise.withResolvers();
    waiting.set(key, one);
    if (!isLooking) void lookOn();
    return await one.promise;
  };
}
