import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { createSandboxControl, type SandboxControl } from './sandbox-control.ts';

export interface SandboxOptions {
  readonly seed?: number;
  readonly bars?: string;
  readonly symbols?: readonly string[];
  /** A folder of the caller's; without it the sandbox gets its own, removed by `stop`. */
  readonly stateDir?: string;
  readonly port?: number;
  /** Calls a real minute a key; 0, which lifts the limit, is what tests get. */
  readonly rateLimit?: number;
  readonly now?: string;
  readonly speed?: number;
}

/** A sandbox in its own process. After `restart` the same object speaks to the new process. */
export interface RunningSandbox {
  readonly url: string;
  readonly pid: number;
  readonly stateDir: string;
  readonly control: SandboxControl;
  /** SIGKILL, and waits for the end. */
  readonly kill: () => Promise<void>;
  /** SIGTERM, waits for the end, and removes the state that it made itself. */
  readonly stop: () => Promise<void>;
  /** Starts again on the same port and state, after `kill` or instead of it. */
  readonly restart: () => Promise<void>;
}

const MAIN = resolve(import.meta.dirname, '../../sandbox/main.ts');
const START_TIMEOUT_MS = 20_000;

/** Starts the real sandbox and waits until it listens. @throws with its stderr when it does not. */
export async function startSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const stateDir = options.stateDir ?? mkdtempSync(join(tmpdir(), 'sandbox-'));
  const removeOwnState = (): void => {
    if (options.stateDir === undefined) rmSync(stateDir, { recursive: true, force: true });
  };
  let running = await launch({ ...options, stateDir }).catch((cause: unknown) => {
    removeOwnState();
    throw cause;
  });
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    const { child } = running;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  return {
    get url() {
      return running.url;
    },
    get pid() {
      return running.pid;
    },
    stateDir,
    control: createSandboxControl(() => running.url),
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGTERM');
      removeOwnState();
    },
    async restart() {
      const port = Number(new URL(running.url).port);
      await end('SIGKILL');
      running = await launch({ ...options, stateDir, port });
    },
  };
}

interface Launched {
  readonly child: ChildProcess;
  readonly url: string;
  readonly pid: number;
}

async function launch(options: SandboxOptions & { readonly stateDir: string }): Promise<Launched> {
  const child = spawn(process.execPath, [MAIN, ...argumentsOf(options)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const lines = createInterface({ input: child.stdout });
  const line = await new Promise<string>((resolveLine, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the sandbox did not listen within ${START_TIMEOUT_MS} ms: ${errors}`));
    }, START_TIMEOUT_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the sandbox ended with ${code}: ${errors}`));
    });
    lines.once('line', (text) => {
      clearTimeout(timer);
      resolveLine(text);
    });
  });
  const message: unknown = JSON.parse(line);
  const isListening = typeof message === 'object' && message !== null && 'listening' in message;
  if (!isListening || typeof message.listening !== 'string' || child.pid === undefined) {
    throw new Error(`the sandbox said ${line}`);
  }
  return { child, url: message.listening, pid: child.pid };
}

function argumentsOf(options: SandboxOptions & { readonly stateDir: string }): string[] {
  const args = ['--state', options.stateDir, '--port', String(options.port ?? 0)];
  args.push('--rate-limit', String(options.rateLimit ?? 0), '--seed', String(options.seed ?? 7));
  if (options.bars !== undefined) args.push('--bars', options.bars);
  if (options.symbols !== undefined) args.push('--symbols', options.symbols.join(','));
  if (options.now !== undefined) args.push('--now', options.now);
  if (options.speed !== undefined) args.push('--speed', String(options.speed));
  return args;
}
