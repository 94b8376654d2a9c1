import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleDescription,
  ScheduleNotFoundError,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import type { BrokerAccountRow, StrategyRow } from '../../db/schema.ts';
import {
  type CycleInput,
  scheduledCycleWorkflowId,
  strategyScheduleId,
  TASK_QUEUES,
} from '../../workflows/messages.ts';
import { cycleStartOptions } from './cycle-start-options.ts';

const CATCHUP_WINDOW_MS = 60_000;

type Strategy = Pick<StrategyRow, 'id' | 'name' | 'kind' | 'universe' | 'intervalSeconds'>;

/** A strategy's schedule as Temporal has it, or undefined when there is none. Times out after `timeoutMs`. */
export async function describeStrategySchedule(
  client: Client,
  strategyId: string,
  timeoutMs: number,
): Promise<ScheduleDescription | undefined> {
  try {
    return await client.withDeadline(Date.now() + timeoutMs, async () =>
      client.schedule.getHandle(strategyScheduleId(strategyId)).describe(),
    );
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
}

/**
 * Creates the strategy's schedule, or brings the one that is there up to the strategy's name, universe and interval.
 * `paused` undefined leaves a schedule as it is and starts one running.
 */
export async function putStrategySchedule(
  client: Client,
  request: {
    readonly strategy: Strategy;
    readonly mode: BrokerAccountRow['mode'];
    readonly paused: boolean | undefined;
  },
  timeoutMs: number,
): Promise<void> {
  const definition = scheduleDefinition(request.strategy, request.mode);
  await client.withDeadline(Date.now() + timeoutMs, async () => {
    if (await updateSchedule(client, definition, request.paused)) return;
    try {
      await client.schedule.create({ ...definition, state: { paused: request.paused ?? false } });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      await updateSchedule(client, definition, request.paused);
    }
  });
}

/** Removes the strategy's schedule; one that is not there is removed already. */
export async function deleteStrategySchedule(
  client: Client,
  strategyId: string,
  timeoutMs: number,
): Promise<void> {
  try {
    await client.withDeadline(Date.now() + timeoutMs, async () =>
      client.schedule.getHandle(strategyScheduleId(strategyId)).delete(),
    );
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}

async function updateSchedule(
  client: Client,
  definition: ScheduleOptions,
  paused: boolean | undefined,
): Promise<boolean> {
  try {
    await client.schedule.getHandle(definition.scheduleId).update((previous) => {
      const { scheduleId: _id, ...rest } = definition;
      return { ...rest, state: { ...previous.state, ...(paused === undefined ? {} : { paused }) } };
    });
    return true;
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return false;
    throw error;
  }
}

function scheduleDefinition(strategy: Strategy, mode: BrokerAccountRow['mode']): ScheduleOptions {
  const input: CycleInput = { strategyId: strategy.id };
  return {
    scheduleId: strategyScheduleId(strategy.id),
    spec: { intervals: [{ every: strategy.intervalSeconds * 1000 }] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: CATCHUP_WINDOW_MS },
    action: {
      type: 'startWorkflow',
      workflowType: 'autonomousCycle',
      workflowId: scheduledCycleWorkflowId(strategy.id),
      taskQueue: TASK_QUEUES.cycle,
      args: [input],
      ...cycleStartOptions(strategy, mode),
    },
  };
}
