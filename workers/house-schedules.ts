import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import {
  ALERTS_SCHEDULE_ID,
  COMPANY_DOCUMENTS_SCHEDULE_ID,
  EVIDENCE_RETENTION_SCHEDULE_ID,
  INTEGRATIONS_SCHEDULE_ID,
  MEMORY_OUTCOMES_SCHEDULE_ID,
  RECONCILIATION_SCHEDULE_ID,
  RECONCILIATION_WORKFLOW_ID,
  TASK_QUEUES,
} from '../workflows/messages.ts';

export interface HouseRhythm {
  /** Between two runs over the integration points; 0: none is scheduled. */
  readonly probeMinutes: number;
}

/** What is done over and over for the whole house, whoever its strategies are. */
const houseSchedules = ({ probeMinutes }: HouseRhythm) => [
  {
    scheduleId: RECONCILIATION_SCHEDULE_ID,
    workflowId: RECONCILIATION_WORKFLOW_ID,
    workflowType: 'reconciliation',
    taskQueue: TASK_QUEUES.orders,
    every: '5 minutes',
    args: [{}],
    staticSummary: 'Broker against ledger, every account',
  },
  {
    scheduleId: COMPANY_DOCUMENTS_SCHEDULE_ID,
    workflowId: COMPANY_DOCUMENTS_SCHEDULE_ID,
    workflowType: 'companyDocuments',
    taskQueue: TASK_QUEUES.cycle,
    every: '1 minute',
    args: [],
    staticSummary: 'Filings and figures that somebody asks for, at the SEC’s pace',
  },
  {
    scheduleId: EVIDENCE_RETENTION_SCHEDULE_ID,
    workflowId: EVIDENCE_RETENTION_SCHEDULE_ID,
    workflowType: 'evidenceRetention',
    taskQueue: TASK_QUEUES.cycle,
    every: '1 day',
    args: [],
    staticSummary: 'Evidence whose time is over',
  },
  {
    scheduleId: MEMORY_OUTCOMES_SCHEDULE_ID,
    workflowId: MEMORY_OUTCOMES_SCHEDULE_ID,
    workflowType: 'memoryOutcomes',
    taskQueue: TASK_QUEUES.cycle,
    every: '30 minutes',
    args: [],
    staticSummary: 'What became of proposals after 1, 5 and 20 days',
  },
  {
    scheduleId: ALERTS_SCHEDULE_ID,
    workflowId: ALERTS_SCHEDULE_ID,
    workflowType: 'evaluateAlerts',
    taskQueue: TASK_QUEUES.cycle,
    every: '30 seconds',
    args: [{}],
    staticSummary: 'Alerts of every user',
  },
  ...(probeMinutes === 0
    ? []
    : [
        {
          scheduleId: INTEGRATIONS_SCHEDULE_ID,
          workflowId: INTEGRATIONS_SCHEDULE_ID,
          workflowType: 'probeIntegrations',
          taskQueue: TASK_QUEUES.cycle,
          every: `${probeMinutes} minutes` as const,
          args: [{ all: false }],
          staticSummary: 'Every integration point, by its real path',
        },
      ]),
];

/** Makes sure that each of them is scheduled. Whoever comes second changes nothing. */
export async function ensureHouseSchedules(client: Client, rhythm: HouseRhythm): Promise<void> {
  for (const { scheduleId, every, ...action } of houseSchedules(rhythm)) {
    try {
      await client.schedule.create({
        scheduleId,
        spec: { intervals: [{ every }] },
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
        action: { type: 'startWorkflow', ...action },
      });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    }
  }
}
