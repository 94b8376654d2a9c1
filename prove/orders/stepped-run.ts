/** A piece of asynchronous work that goes on only when it is told to, from one pause to the next. */
export interface SteppedRun {
  /** Goes on to the next pause and gives its name; undefined when the work is done. @throws what the work throws. */
  advance(): Promise<string | undefined>;
}

/** Stops where it is, until it is told to go on; for ever if it never is, which is a crash. */
export type Pause = (where: string) => Promise<void>;

export function steppedRun(work: (pause: Pause) => Promise<void>): SteppedRun {
  let goOn: (() => void) | undefined;
  let stopped: (where: string | undefined) => void = () => {};
  let failed: (error: unknown) => void = () => {};
  const pause: Pause = (where) => {
    const released = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    stopped(where);
    return released;
  };
  return {
    advance() {
      const next = new Promise<string | undefined>((resolve, reject) => {
        stopped = resolve;
        failed = reject;
      });
      if (goOn === undefined) {
        work(pause).then(
          () => stopped(undefined),
          (error: unknown) => failed(error),
        );
      } else goOn();
      return next;
    },
  };
}

/** Goes on to the end, past every pause. */
export async function runThrough(run: SteppedRun): Promise<void> {
  while ((await run.advance()) !== undefined);
}
