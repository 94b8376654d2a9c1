import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { median } from './median.ts';

const CROWDS = 8;

/** Medians over the crowds. */
export interface Crowd {
  /** The longest pause of the event loop; by a timer of 10 ms, which is in the figure. */
  readonly longestPauseMs: number;
  /** The same while nobody asks for anything, for as long: what the machine itself takes. */
  readonly quietPauseMs: number;
  /** What the process's main thread has computed, by the kernel (Linux). */
  readonly threadMs: number;
}

/** Watches the event loop of the API while `crowd` asks, and while nobody does, in turns. */
export async function watchCrowds(
  api: { readonly url: string; readonly pid: number },
  crowd: () => Promise<void>,
): Promise<Crowd> {
  const seen: Crowd[] = [];
  for (let time = 0; time < CROWDS; time += 1) {
    await pauseMs(api.url);
    const threadBefore = mainThreadMs(api.pid);
    const startedAt = performance.now();
    await crowd();
    const tookMs = performance.now() - startedAt;
    const threadMs = mainThreadMs(api.pid) - threadBefore;
    const longestPauseMs = await pauseMs(api.url);
    await delay(tookMs);
    seen.push({ longestPauseMs, threadMs, quietPauseMs: await pauseMs(api.url) });
  }
  return {
    longestPauseMs: median(seen.map((one) => one.longestPauseMs)),
    quietPauseMs: median(seen.map((one) => one.quietPauseMs)),
    threadMs: median(seen.map((one) => one.threadMs)),
  };
}

/** Node's own figure, which starts anew each time it is read. */
async function pauseMs(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const seconds = /^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(text)?.[1];
  if (seconds === undefined) throw new Error('the API does not tell of its event loop');
  return Number(seconds) * 1_000;
}

/** On a processor since its start: the first figure of schedstat, in nanoseconds. */
function mainThreadMs(pid: number): number {
  const [ns = ''] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ');
  return Number(ns) / 1e6;
}
