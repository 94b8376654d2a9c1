import type { Part } from '../launcher/stack/part.ts';
import { type Supervised, supervise } from '../launcher/stack/supervise.ts';

export interface WorkerPool {
  start(): Promise<void>;
  /** SIGKILL to one that runs, in turn; undefined when none does. */
  killOne(): number | undefined;
  /** How often one of them died. */
  deaths(): number;
  stop(): Promise<void>;
  killNow(): void;
}

/** Keeps `count` workers of one kind running: each that dies is followed by another at once, however often. */
export function createWorkerPool(partOf: (index: number) => Part, count: number): WorkerPool {
  const members = new Map<number, Supervised>();
  let deaths = 0;
  const stopping = new AbortController();
  let turn = 0;
  const starting = new Set<Promise<void>>();

  const place = async (index: number): Promise<void> => {
    const member = supervise(partOf(index), {
      onProcess: () => {},
      onRecovery: () => {},
      onDeath: () => {
        if (stopping.signal.aborted || members.get(index) !== member) return;
        deaths += 1;
        members.delete(index);
        // Supervision waits ever longer for what keeps dying; here it is meant to die.
        member.killNow();
        const next = replace(index).finally(() => starting.delete(next));
        starting.add(next);
      },
    });
    members.set(index, member);
    await member.start();
  };

  const replace = async (index: number): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await place(index);
        return;
      } catch {
        // Temporal or the database may be dead as well: another try, until they are back.
        const failed = members.get(index);
        members.delete(index);
        await failed?.stop();
      }
    }
  };

  return {
    async start() {
      await Promise.all(Array.from({ length: count }, (_, index) => place(index)));
    },
    killOne() {
      const running = [...members.values()].flatMap((member) => member.pid() ?? []);
      turn += 1;
      const pid = running[turn % Math.max(running.length, 1)];
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
      return pid;
    },
    deaths: () => deaths,
    async stop() {
      stopping.abort();
      await Promise.all([...members.values()].map((member) => member.stop()));
      await Promise.allSettled(starting);
      await Promise.all([...members.values()].map((member) => member.stop()));
    },
    killNow() {
      stopping.abort();
      for (const member of members.values()) member.killNow();
    },
  };
}
