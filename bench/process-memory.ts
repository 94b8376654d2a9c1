import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const EVERY_MS = 50;
const KIB_IN_MIB = 1_024;

/** Of one process, by the kernel's count. */
export interface ProcessMemory {
  readonly residentMiB: number;
  /** The largest since its start. */
  readonly peakMiB: number;
}

/** Reads `/proc`. @throws where there is none, or no such process */
export async function readMemory(pid: number): Promise<ProcessMemory> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const of = (name: string): number => {
    const kib = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
    if (kib === undefined) throw new Error(`/proc/${pid}/status does not tell ${name}`);
    return Number(kib) / KIB_IN_MIB;
  };
  return { residentMiB: of('VmRSS'), peakMiB: of('VmHWM') };
}

/** The largest memory of a process while `work` goes on, looked at every 50 ms. */
export async function watchMemory<Result>(
  pid: number,
  work: () => Promise<Result>,
): Promise<{ readonly largestMiB: number; readonly result: Result }> {
  let largestMiB = 0;
  const done = new AbortController();
  const watching = (async () => {
    while (!done.signal.aborted) {
      largestMiB = Math.max(largestMiB, (await readMemory(pid)).residentMiB);
      await delay(EVERY_MS, undefined, { signal: done.signal }).catch(() => {});
    }
  })();
  try {
    return { result: await work(), largestMiB };
  } finally {
    done.abort();
    await watching;
  }
}
