import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { LaunchError } from '../launch-error.ts';
import type { Part } from './part.ts';

const POLL_MS = 25;
/** Waits before the second, third … start of a part that keeps dying; the first is at once. */
const RESTART_DELAYS_MS = [0, 250, 1_000, 2_000];
/** Starts of a part that finds a port taken which it chose itself, as Temporal does: it chooses another. */
const STARTS_ON_TAKEN_PORT = 3;
/** A part that served this long is healthy again: its next death is answered at once. */
const HEALTHY_AFTER_MS = 5_000;

export interface Supervised {
  readonly part: Part;
  /** The process that runs at this moment. */
  pid(): number | undefined;
  /** Starts the part and settles when it serves. @throws LaunchError with the reason from its log. */
  start(): Promise<void>;
  /** Stops it by process id: its signal, its grace, then SIGKILL, and whatever it left in its process group. */
  stop(): Promise<void>;
  /** SIGKILL without waiting; for the last moment of the launcher. */
  killNow(): void;
}

export interface SuperviseEvents {
  /** The process of the part changed: started, or gone. */
  readonly onProcess: (part: Part) => void;
  readonly onDeath: (part: Part, how: string) => void;
  readonly onRecovery: (part: Part, ms: number) => void;
}

/** Keeps one part alive from `start` to `stop`: when it dies it is started again on its data. */
export function supervise(part: Part, events: SuperviseEvents): Supervised {
  const stopping = new AbortController();
  let child: ChildProcess | undefined;
  let restarts = 0;
  let servesSince = 0;
  let recovery = Promise.resolve();
  let starting = Promise.resolve();

  async function launch(starts = 1): Promise<void> {
    await part.prepare();
    if (stopping.signal.aborted) throw new LaunchError(`${part.title} was stopped before it served`);
    const logStart = sizeOf(part.logFile);
    const log = openSync(part.logFile, 'a');
    const started = spawn(part.command, part.args, {
      env: part.env,
      stdio: ['ignore', log, log],
      detached: true,
      ...part.user,
    });
    closeSync(log);
    child = started;
    const gone = exitOf(started);
    void gone.then(() => {
      if (child === started) child = undefined;
      if (started.pid !== undefined) killGroup(started.pid);
      events.onProcess(part);
    });
    events.onProcess(part);
    const output = () => readFrom(part.logFile, logStart);
    const how = await Promise.race([untilReady(part, output, stopping.signal), gone]);
    if (how !== undefined) {
      started.kill('SIGKILL');
      await gone;
      if (starts < STARTS_ON_TAKEN_PORT && /address already in use|EADDRINUSE/i.test(output())) {
        return launch(starts + 1);
      }
      throw new LaunchError(
        `${part.title} did not start: ${reasonFrom(output()) ?? how} (log: ${part.logFile})`,
      );
    }
    servesSince = Date.now();
    void gone.then((ended) => {
      if (stopping.signal.aborted) return;
      events.onDeath(part, ended);
      recovery = recover();
    });
  }

  async function recover(): Promise<void> {
    const diedAt = Date.now();
    if (diedAt - servesSince > HEALTHY_AFTER_MS) restarts = 0;
    while (!stopping.signal.aborted) {
      const waitMs = RESTART_DELAYS_MS[Math.min(restarts, RESTART_DELAYS_MS.length - 1)] ?? 0;
      restarts += 1;
      try {
        await delay(waitMs, undefined, { signal: stopping.signal });
        await launch();
        events.onRecovery(part, Date.now() - diedAt);
        return;
      } catch (error) {
        if (stopping.signal.aborted) return;
        events.onDeath(part, error instanceof Error ? error.message : String(error));
      }
    }
  }

  return {
    part,
    pid: () => child?.pid,
    start() {
      starting = launch();
      return starting;
    },
    async stop() {
      stopping.abort();
      const running = child;
      if (running !== undefined) {
        const gone = exitOf(running);
        running.kill(part.stopSignal);
        const graceOver = new AbortController();
        await Promise.race([
          gone,
          delay(part.stopWithinMs, undefined, { signal: graceOver.signal }).catch(() => {}),
        ]);
        graceOver.abort();
        running.kill('SIGKILL');
        await gone;
      }
      await Promise.allSettled([starting, recovery]);
    },
    killNow() {
      stopping.abort();
      if (child?.pid !== undefined) killGroup(child.pid);
    },
  };
}

async function untilReady(
  part: Part,
  output: () => string,
  stopped: AbortSignal,
): Promise<string | undefined> {
  const deadline = Date.now() + part.readyWithinMs;
  while (Date.now() < deadline) {
    if (stopped.aborted) return 'stopped';
    if (await part.isReady(output)) return undefined;
    await delay(POLL_MS);
  }
  return `not ready after ${part.readyWithinMs / 1000} s`;
}

function exitOf(child: ChildProcess): Promise<string> {
  const describe = (code: number | null, signal: string | null) =>
    signal === null ? `exit code ${code ?? '?'}` : signal;
  if (child.exitCode !== null || child.signalCode !== null) {
    return Promise.resolve(describe(child.exitCode, child.signalCode));
  }
  const { promise, resolve } = Promise.withResolvers<string>();
  child.once('exit', (code, signal) => {
    resolve(describe(code, signal));
  });
  child.once('error', (error) => {
    resolve(error.message);
  });
  return promise;
}

/** Every part leads its own process group, so what it left behind is found under its pid. */
function killGroup(leaderPid: number): void {
  try {
    process.kill(-leaderPid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM')))
      throw error;
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function readFrom(path: string, offset: number): string {
  return readFileSync(path).subarray(offset).toString('utf8');
}

/** The line of a log that says why a process ended: the first that names an error, else the last. */
export function reasonFrom(log: string): string | undefined {
  const lines = log
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const reason =
    lines.find((line) => /error|fatal|panic|cannot|refused|invalid|failed/i.test(line)) ?? lines.at(-1);
  return reason?.slice(0, 300);
}
