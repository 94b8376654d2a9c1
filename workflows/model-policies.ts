import type { ActivityOptions, LocalActivityOptions } from '@temporalio/workflow';
import { BROKER_READ, REFERENCE_READ } from './policies.ts';

/**
 * A question to a language model: one attempt is a round of all targets, each with a time-out of its own. After the
 * last attempt there is no answer.
 */
export const MODEL_CALL = {
  ...REFERENCE_READ,
  startToCloseTimeout: '10m',
  scheduleToCloseTimeout: '15m',
  retry: { ...BROKER_READ.retry, initialInterval: '2s', maximumInterval: '30s', maximumAttempts: 3 },
} satisfies ActivityOptions;

/** One call of a tool by a model, by its pace (`toolPace`). After the last attempt it has failed, and says why. */
export const TOOL_CALL = {
  stored: { ...REFERENCE_READ, startToCloseTimeout: '15s' },
  outside: { ...REFERENCE_READ, startToCloseTimeout: '50s' },
} satisfies Readonly<Record<string, ActivityOptions>>;

/** A call of a tool that reads what is stored, made where the workflow runs: one event. */
export const TOOL_CALL_HERE = {
  startToCloseTimeout: '15s',
  scheduleToCloseTimeout: '1m',
  localRetryThreshold: '10s',
  retry: { ...BROKER_READ.retry, maximumAttempts: 4 },
} satisfies LocalActivityOptions;
