import type { ScheduleDescription } from '@temporalio/client';
import type { ScheduleBody } from '../contract/schedules.ts';

export function scheduleView(strategyId: string, schedule: ScheduleDescription): ScheduleBody {
  const { info, policies, spec, state } = schedule;
  return {
    scheduleId: schedule.scheduleId,
    strategyId,
    intervalSeconds: (spec.intervals?.[0]?.every ?? 0) / 1000,
    paused: state.paused,
    overlap: policies.overlap ?? 'UNSPECIFIED',
    catchupWindowSeconds: policies.catchupWindow / 1000,
    nextRunAt: state.paused ? null : (info.nextActionTimes[0]?.toISOString() ?? null),
    lastRunAt: info.recentActions.at(-1)?.takenAt.toISOString() ?? null,
    runs: info.numActionsTaken,
    skipped: info.numActionsSkippedOverlap,
  };
}
