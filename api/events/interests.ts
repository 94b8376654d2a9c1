import type { Logger } from '../../telemetry/log.ts';

/** A symbol that somebody reads, with the account whose stream should bring it. */
export interface Interest {
  readonly accountId: string;
  readonly symbol: string;
}

/** What is not said again within this time is no longer wanted: a process that dies leaves nothing behind. */
const WANTED_MS = 20_000;
const AGAIN_MS = 5_000;

/** What the readers of this process ask for, said to the workers at once and again for as long as they read. */
export interface Interests {
  /** Counts each until the function that it gives is called. */
  add(interests: readonly Interest[]): () => void;
  close(): Promise<void>;
}

export function createInterests(options: {
  readonly keepInterests: (interests: readonly Interest[], forMs: number) => Promise<void>;
  readonly logger: Logger;
}): Interests {
  const { keepInterests, logger } = options;
  const counts = new Map<string, { readonly interest: Interest; readonly count: number }>();
  let saying: Promise<void> = Promise.resolve();

  const say = (interests: readonly Interest[]): void => {
    if (interests.length === 0) return;
    saying = saying
      .then(() => keepInterests(interests, WANTED_MS))
      .catch((error: unknown) => logger.warn({ err: error }, 'what readers ask for could not be kept'));
  };
  const timer = setInterval(() => say([...counts.values()].map(({ interest }) => interest)), AGAIN_MS);
  timer.unref();

  return {
    add(interests) {
      const keyed = interests.map(
        (interest) => [`${interest.accountId} ${interest.symbol}`, interest] as const,
      );
      say(keyed.flatMap(([key, interest]) => (counts.has(key) ? [] : interest)));
      for (const [key, interest] of keyed) {
        counts.set(key, { interest, count: (counts.get(key)?.count ?? 0) + 1 });
      }
      let hasLeft = false;
      return () => {
        if (hasLeft) return;
        hasLeft = true;
        for (const [key, interest] of keyed) {
          const left = (counts.get(key)?.count ?? 0) - 1;
          if (left > 0) counts.set(key, { interest, count: left });
          else counts.delete(key);
        }
      };
    },
    async close() {
      clearInterval(timer);
      await saying;
    },
  };
}
