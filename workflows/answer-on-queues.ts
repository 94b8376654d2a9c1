import { proxyActivities } from '@temporalio/workflow';
import type { QueueActivities } from '../activities/probes/queue-activities.ts';
import { TASK_QUEUES } from './messages.ts';
import { described } from './policies.ts';
import { QUEUE_ANSWER } from './probe-policies.ts';

const { answerOnQueue } = proxyActivities<QueueActivities>(QUEUE_ANSWER);

/** Has a step on each queue answered, so that it is known to be worked on. Gives the queues. */
export async function answerOnQueues(): Promise<readonly string[]> {
  return await Promise.all(
    Object.values(TASK_QUEUES).map((taskQueue) =>
      answerOnQueue.executeWithOptions(
        described({ ...QUEUE_ANSWER, taskQueue }, `Is ${taskQueue} worked on?`),
        [taskQueue],
      ),
    ),
  );
}
