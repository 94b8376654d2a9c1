/** Runs steps one after another in the order they were given; the first one that fails is told once and ends it. */
export function createTurns(onFailure: (error: unknown) => void): {
  add(step: () => Promise<void>): void;
  /** Steps that have not begun are dropped; resolves when the running one is done. */
  stop(): Promise<void>;
} {
  let stopped = false;
  let work: Promise<void> = Promise.resolve();
  return {
    add(step) {
      work = work.then(async () => {
        if (stopped) return;
        try {
          await step();
        } catch (error) {
          stopped = true;
          onFailure(error);
        }
      });
    },
    async stop() {
      stopped = true;
      await work;
    },
  };
}
