import { join } from 'node:path';
import { projectRoot } from '../../launcher/find-tool.mjs';
import type { Stack } from '../stack.ts';
import { NOOP_QUEUE } from './queue.ts';
import type { noop } from './workflow.ts';

/** Starts the no-op's own worker process. */
export async function startNoopWorker(stack: Stack): Promise<void> {
  const { temporalAddress, client } = stack;
  await stack.run({
    title: 'No-op worker',
    command: process.execPath,
    args: [join(projectRoot, 'bench', 'noop', 'main.ts'), temporalAddress, client.options.namespace],
    listens: [],
    prepare: () => Promise.resolve(),
    isReady: (output) => Promise.resolve(output().includes('"ready":true')),
    readyWithinMs: 60_000,
    stopSignal: 'SIGTERM',
    stopWithinMs: 30_000,
  });
}

/** Runs the no-op workflow once. Gives the time from the client's start to its result. */
export async function runNoop({ client }: Stack, stages: readonly number[], id: string): Promise<number> {
  const startedAt = performance.now();
  await client.workflow.execute<typeof noop>('noop', {
    workflowId: `noop:${id}`,
    taskQueue: NOOP_QUEUE,
    args: [stages],
  });
  return performance.now() - startedAt;
}
