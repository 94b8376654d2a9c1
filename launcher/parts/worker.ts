import { join } from 'node:path';
import { projectRoot } from '../find-tool.mjs';
import type { Part } from '../stack/part.ts';

export interface WorkerOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly metricsPort: number;
  readonly logFile: string;
}

/**
 * The heap's bounds, MiB. By itself the engine lets it grow with the machine's memory before it collects: as far as
 * twice what the same work needs. What a worker holds is a third of this bound.
 */
const HEAP = ['--max-old-space-size=1024', '--max-semi-space-size=8'];

/** Our Temporal worker: all task queues in one process. It says `{"ready":true}` once it polls them. */
export function workerPart(options: WorkerOptions): Part {
  return {
    name: 'worker',
    title: 'Worker',
    command: process.execPath,
    args: [...HEAP, join(projectRoot, 'workers', 'main.ts')],
    env: options.env,
    listens: [{ port: options.metricsPort, variable: 'METRICS_PORT' }],
    logFile: options.logFile,
    prepare: () => Promise.resolve(),
    isReady: (output) => Promise.resolve(/^\{.*"ready":\s*true.*\}$/m.test(output())),
    readyWithinMs: 180_000,
    stopSignal: 'SIGTERM',
    // Longer than the worker's own grace for activities in flight, so that no order is cut off.
    stopWithinMs: 40_000,
  };
}
