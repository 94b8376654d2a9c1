import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import type { Duration } from '@temporalio/common';
import { HOUSE_JOBS, type HouseJob, isHouseJob } from '../../domain/house-jobs.ts';
import { TASK_QUEUES } from '../../workflows/messages.ts';

export interface HouseRhythm {
  /** Between two runs over the integration points; 0: none is scheduled. */
  readonly probeMinutes: number;
}

interface HouseSchedule {
  readonly workflowType: string;
  readonly every: Duration;
  readonly args?: readonly [object];
  readonly taskQueue?: string;
  /** Once at the moment it is made, too. */
  readonly atOnce?: true;
}

/** When each job of the house runs, and as which workflow; undefined where it is not wanted. */
const houseSchedules = ({
  probeMinutes,
}: HouseRhythm): Readonly<Record<HouseJob, HouseSchedule | undefined>> => ({
  reconciliation: {
    workflowType: 'reconciliation',
    taskQueue: TASK_QUEUES.orders,
    every: '5 minutes',
    args: [{}],
  },
  'company-documents': { workflowType: 'companyDocuments', every: '1 minute' },
  'evidence-retention': { workflowType: 'evidenceRetention', every: '1 day' },
  'event-retention': { workflowType: 'eventRetention', every: '1 day' },
  'session-cleanup': { workflowType: 'sessionCleanup', every: '1 hour' },
  'memory-outcomes': { workflowType: 'memoryOutcomes', every: '30 minutes' },
  'market-calendar': { workflowType: 'marketCalendar', every: '12 hours', atOnce: true },
  'performance-report': { workflowType: 'performanceReport', every: '1 day' },
  alerts: { workflowType: 'evaluateAlerts', every: '30 seconds', args: [{}] },
  integrations:
    probeMinutes === 0
      ? undefined
      : { workflowType: 'probeIntegrations', every: `${probeMinutes} minutes`, args: [{ all: false }] },
});

/** Makes sure that each of them is scheduled. Whoever comes second changes nothing. */
export async function ensureHouseSchedules(client: Client, rhythm: HouseRhythm): Promise<void> {
  const schedules = houseSchedules(rhythm);
  for (const scheduleId of Object.keys(schedules).filter(isHouseJob)) {
    const schedule = schedules[scheduleId];
    if (schedule === undefined) continue;
    const { every, atOnce = false, workflowType, taskQueue = TASK_QUEUES.cycle, args = [] } = schedule;
    try {
      await client.schedule.create({
        scheduleId,
        spec: { intervals: [{ every }] },
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
        state: { triggerImmediately: atOnce },
        action: {
          type: 'startWorkflow',
          workflowType,
          workflowId: scheduleId,
          taskQueue,
          args: [...args],
          staticSummary: HOUSE_JOBS[scheduleId],
        },
      });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    }
  }
}
