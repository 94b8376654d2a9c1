import { join } from 'node:path';
import { projectRoot } from '../find-tool.mjs';
import type { Part } from '../stack/part.ts';
import { httpBody } from '../stack/probe.ts';

export interface ApiOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly port: number;
  readonly logFile: string;
}

/** Our HTTP API. */
export function apiPart(options: ApiOptions): Part {
  return {
    name: 'api',
    title: 'API',
    command: process.execPath,
    args: [join(projectRoot, 'api', 'main.ts')],
    env: options.env,
    listens: [{ port: options.port, variable: 'API_PORT' }],
    logFile: options.logFile,
    prepare: () => Promise.resolve(),
    isReady: async () => (await httpBody(`http://127.0.0.1:${options.port}/healthz`)) !== undefined,
    readyWithinMs: 60_000,
    stopSignal: 'SIGTERM',
    stopWithinMs: 15_000,
  };
}
