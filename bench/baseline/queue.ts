import type { QueueName } from '../../workers/temporal/task-queues.ts';

/** The queue of the baselines that are measured against the product's queue of this name. */
export function baselineQueue(name: QueueName): string {
  return `baseline-${name}`;
}
