import type { WorkflowInfo } from '@temporalio/workflow';
import type { CycleInput } from './messages.ts';

export interface CycleIdentity {
  readonly cycleId: string;
  readonly strategyId: string;
  readonly asOf: string;
  readonly trigger: 'schedule' | 'api';
}

/**
 * Who this cycle is. A Schedule gives no `asOf`: then it is the time for which the Schedule started it, the same
 * after every retry and reset.
 */
export function cycleIdentity(input: CycleInput, info: WorkflowInfo): CycleIdentity {
  const { strategyId, asOf } = input;
  const cycleId = info.workflowId;
  if (asOf !== undefined) return { cycleId, strategyId, asOf, trigger: 'api' };
  const scheduled = info.searchAttributes['TemporalScheduledStartTime']?.[0];
  const moment = scheduled instanceof Date ? scheduled : info.startTime;
  return { cycleId, strategyId, asOf: moment.toISOString(), trigger: 'schedule' };
}
