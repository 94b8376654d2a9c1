import { join } from 'node:path';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { projectRoot } from '../../launcher/find-tool.mjs';
import type { Stack } from '../stack.ts';
import type { BareOrder } from './activities.ts';
import type { noop } from './noop.ts';
import { baselineQueue } from './queue.ts';

/** The key id of the baselines' own account at the sandbox; the product does not know it. */
const KEY_ID = 'baseline';

export interface Baselines {
  /** Runs the no-op workflow once. Gives the time from the client's start to its result. */
  noop(stages: readonly number[], id: string): Promise<number>;
  /** A bare update-with-start whose one activity places the order. Gives the time until the broker has accepted. */
  bareOrder(order: BareOrder): Promise<number>;
}

/** Starts a process of its own for the baselines, with the options that the product's worker has for `queue`. */
export async function startBaselines(stack: Stack, queue: 'cycle' | 'orders'): Promise<Baselines> {
  const { temporalAddress, client, sandboxUrl } = stack;
  const given = {
    address: temporalAddress,
    namespace: client.options.namespace,
    queue,
    sandbox: sandboxUrl,
    'key-id': KEY_ID,
  };
  await stack.run({
    title: 'Baseline worker',
    command: process.execPath,
    args: [
      join(projectRoot, 'bench', 'baseline', 'main.ts'),
      ...Object.entries(given).map(([name, value]) => `--${name}=${value}`),
    ],
    listens: [],
    prepare: () => Promise.resolve(),
    isReady: (output) => Promise.resolve(output().includes('"ready":true')),
    readyWithinMs: 60_000,
    stopSignal: 'SIGTERM',
    stopWithinMs: 30_000,
  });
  const taskQueue = baselineQueue(queue);
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const startedAt = performance.now();
    await work();
    return performance.now() - startedAt;
  };
  return {
    noop: (stages, id) =>
      timed(() =>
        client.workflow.execute<typeof noop>('noop', {
          workflowId: `noop:${id}`,
          taskQueue,
          args: [stages],
        }),
      ),
    bareOrder: (order) =>
      timed(() =>
        client.workflow.executeUpdateWithStart('placed', {
          startWorkflowOperation: new WithStartWorkflowOperation('bareOrder', {
            workflowId: `bare:${order.clientOrderId}`,
            taskQueue,
            args: [order],
            workflowIdConflictPolicy: 'USE_EXISTING',
          }),
        }),
      ),
  };
}
