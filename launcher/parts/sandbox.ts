import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../find-tool.mjs';
import { keepingCompiled } from '../keeping-compiled.ts';
import type { Part } from '../stack/part.ts';
import { httpBody } from '../stack/probe.ts';

export interface SandboxOptions {
  readonly port: number;
  readonly seed: number;
  readonly stateDir: string;
  readonly barsDir: string | undefined;
  readonly logFile: string;
}

/** The stand-alone local world: broker, market data, filings, exchange rates, short interest. */
export function sandboxPart(options: SandboxOptions): Part {
  const bars = options.barsDir === undefined ? [] : ['--bars', options.barsDir];
  return {
    name: 'sandbox',
    title: 'Sandbox',
    command: process.execPath,
    args: [
      join(projectRoot, 'sandbox', 'main.ts'),
      '--port',
      String(options.port),
      '--seed',
      String(options.seed),
      '--state',
      options.stateDir,
      ...bars,
    ],
    env: keepingCompiled(process.env),
    listens: [{ port: options.port, variable: 'SANDBOX_PORT' }],
    logFile: options.logFile,
    prepare: async () => {
      await mkdir(options.stateDir, { recursive: true });
    },
    isReady: async () => (await httpBody(`http://127.0.0.1:${options.port}/_sandbox/health`)) !== undefined,
    readyWithinMs: 60_000,
    stopSignal: 'SIGTERM',
    stopWithinMs: 10_000,
  };
}
