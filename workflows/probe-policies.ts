import type { ActivityOptions } from '@temporalio/workflow';
import { TASK_QUEUES } from './messages.ts';
import { BROKER_READ } from './policies.ts';

/** Probes of a category: each has its own limit, and what goes wrong is its result. Only a dead worker is a reason to repeat. */
export const PROBE = {
  heartbeatTimeout: BROKER_READ.heartbeatTimeout,
  taskQueue: TASK_QUEUES.cycle,
  startToCloseTimeout: '4m',
  scheduleToCloseTimeout: '8m',
  retry: { ...BROKER_READ.retry, maximumAttempts: 2 },
} satisfies ActivityOptions;

/** Keeping results: without a database they are told all the same, and soon. */
export const KEEP_PROBES = {
  heartbeatTimeout: BROKER_READ.heartbeatTimeout,
  taskQueue: TASK_QUEUES.cycle,
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '20s',
  retry: { ...BROKER_READ.retry, maximumAttempts: 2 },
} satisfies ActivityOptions;

/** An answer that takes no work: late is as bad as never. */
export const QUEUE_ANSWER = {
  heartbeatTimeout: BROKER_READ.heartbeatTimeout,
  taskQueue: TASK_QUEUES.cycle,
  startToCloseTimeout: '5s',
  scheduleToCloseTimeout: '10s',
  retry: { ...BROKER_READ.retry, maximumAttempts: 2 },
} satisfies ActivityOptions;
