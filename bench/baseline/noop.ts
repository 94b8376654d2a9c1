import { proxyActivities } from '@temporalio/workflow';
import type { BaselineActivities } from './activities.ts';

const { nothing } = proxyActivities<BaselineActivities>({
  startToCloseTimeout: '20s',
  heartbeatTimeout: '5s',
});

/** Runs stages one after another; each stage is so many activities at once. */
export async function noop(stages: readonly number[]): Promise<void> {
  for (const width of stages) await Promise.all(Array.from({ length: width }, () => nothing()));
}
