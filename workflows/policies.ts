import type { ActivityOptions, LocalActivityOptions } from '@temporalio/workflow';
import { shownLine } from '../domain/shown-text.ts';
import { TASK_QUEUES } from './messages.ts';

/** Failure types that no retry can mend: a bug, or data that contradicts itself. */
export const NON_RETRYABLE = ['Bug', 'PayloadMismatch'];

/**
 * Time-outs and retries by the class of work. Written out in full: a default is a decision that nobody made.
 * `startToClose` bounds one attempt; the heartbeat, which every worker sends for what it runs, bounds how long the
 * step of a killed worker waits for its next attempt.
 */
const HEARTBEAT = { heartbeatTimeout: '5s' } as const;

/** Reads from the broker. The last attempt reports what is missing. */
export const BROKER_READ = {
  ...HEARTBEAT,
  taskQueue: TASK_QUEUES.cycle,
  startToCloseTimeout: '15s',
  scheduleToCloseTimeout: '2m',
  retry: {
    initialInterval: '500ms',
    backoffCoefficient: 2,
    maximumInterval: '5s',
    maximumAttempts: 4,
    nonRetryableErrorTypes: NON_RETRYABLE,
  },
} satisfies ActivityOptions;

/**
 * Market data, in few large requests. A source that is away is asked twice and counts as missing then; the attempts
 * beyond that are for workers that die while it is read.
 */
export const MARKET_READ = {
  ...BROKER_READ,
  startToCloseTimeout: '30s',
} satisfies ActivityOptions;

/** What a person asks about the market, and waits for. */
export const MARKET_QUESTION = {
  ...MARKET_READ,
  scheduleToCloseTimeout: '30s',
} satisfies ActivityOptions;

/** Slow public sources with limits of their own, on a queue of their own. */
export const REFERENCE_READ = {
  ...MARKET_READ,
  taskQueue: TASK_QUEUES.research,
  startToCloseTimeout: '60s',
} satisfies ActivityOptions;

/** A person is waiting: one attempt, then what could not be read is missing. */
export const LOOK_AT_BROKER = {
  ...BROKER_READ,
  scheduleToCloseTimeout: '20s',
  retry: { ...BROKER_READ.retry, maximumAttempts: 1 },
} satisfies ActivityOptions;

export const LOOK_AT_REFERENCE = {
  ...LOOK_AT_BROKER,
  taskQueue: TASK_QUEUES.research,
} satisfies ActivityOptions;

/** A batch of documents at the SEC's pace, safe to repeat. */
export const READ_DOCUMENTS = {
  ...LOOK_AT_REFERENCE,
  startToCloseTimeout: '60s',
  scheduleToCloseTimeout: '5m',
  retry: { ...BROKER_READ.retry, maximumAttempts: 2 },
} satisfies ActivityOptions;

/** A page of history. It waits for the source as long as it takes, and never holds up a cycle. */
export const BACKFILL = {
  ...HEARTBEAT,
  taskQueue: TASK_QUEUES.research,
  startToCloseTimeout: '60s',
  scheduleToCloseTimeout: '24h',
  retry: {
    initialInterval: '500ms',
    backoffCoefficient: 2,
    maximumInterval: '30s',
    nonRetryableErrorTypes: NON_RETRYABLE,
  },
} satisfies ActivityOptions;

/** Pure work between two reads of our own database. It waits for the database as long as it takes. */
export const LEDGER_WORK = {
  ...HEARTBEAT,
  taskQueue: TASK_QUEUES.cycle,
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '1h',
  retry: {
    initialInterval: '200ms',
    backoffCoefficient: 2,
    maximumInterval: '5s',
    nonRetryableErrorTypes: NON_RETRYABLE,
  },
} satisfies ActivityOptions;

/** The cycle's first step: it waits for the database as well, and for the broker so often as the step itself says. */
export const OPEN_CYCLE = {
  ...LEDGER_WORK,
  startToCloseTimeout: '15s',
  retry: { ...LEDGER_WORK.retry, initialInterval: '500ms' },
} satisfies ActivityOptions;

/** Alerts are judged again soon: what cannot be read in time is left to the next run. */
export const ALERTS = {
  ...LEDGER_WORK,
  startToCloseTimeout: '60s',
  scheduleToCloseTimeout: '3m',
} satisfies ActivityOptions;
/** The same where the workflow runs, one event in its history: for work of milliseconds, of which there is much. */
export const LEDGER_WORK_HERE = {
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '1h',
  localRetryThreshold: '10s',
  retry: LEDGER_WORK.retry,
} satisfies LocalActivityOptions;

/** A notice to somebody outside: for half a day, less and less often. */
export const NOTICE = {
  ...BACKFILL,
  scheduleToCloseTimeout: '12h',
  retry: { ...BACKFILL.retry, initialInterval: '1s', maximumInterval: '10m' },
} satisfies ActivityOptions;

/** Steps of one order. Each of them is safe to repeat, and is repeated until the ledger has the answer. */
export const ORDER_STEP = {
  ...HEARTBEAT,
  taskQueue: TASK_QUEUES.orders,
  startToCloseTimeout: '15s',
  scheduleToCloseTimeout: '24h',
  retry: {
    initialInterval: '200ms',
    backoffCoefficient: 2,
    maximumInterval: '5s',
    nonRetryableErrorTypes: NON_RETRYABLE,
  },
} satisfies ActivityOptions;

/** Risk with its reads from the broker, and the request to the broker: each may take ten seconds. */
export const PLACE_ORDER = {
  ...ORDER_STEP,
  startToCloseTimeout: '25s',
} satisfies ActivityOptions;

/** Broker against ledger. A broker that cannot be read is asked again; it is never a flat account. */
export const RECONCILE = {
  ...ORDER_STEP,
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '10m',
} satisfies ActivityOptions;

/** A halt is carried out whatever it takes: the broker is asked again every second. */
export const HALT = {
  ...ORDER_STEP,
  scheduleToCloseTimeout: '365d',
  retry: { ...ORDER_STEP.retry, maximumInterval: '1s' },
} satisfies ActivityOptions;

/** A stream held open for up to an hour; a dead worker is noticed by its missing heartbeat. */
export const STREAM = {
  ...HEARTBEAT,
  taskQueue: TASK_QUEUES.orders,
  startToCloseTimeout: '70m',
  retry: {
    initialInterval: '500ms',
    backoffCoefficient: 2,
    maximumInterval: '10s',
    nonRetryableErrorTypes: NON_RETRYABLE,
  },
} satisfies ActivityOptions;

/** The same for market data, on a queue of its own: a stream holds its place for ever, and its quotes take time. */
export const MARKET_STREAM = { ...STREAM, taskQueue: TASK_QUEUES.streams } satisfies ActivityOptions;

/** The same policy with the sentence that the Web UI shows beside the step. */
export function described(policy: ActivityOptions, summary: string): ActivityOptions {
  return { ...policy, summary: shownLine(summary, 200) };
}
