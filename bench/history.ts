import type { Client } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils.js';

type Event = NonNullable<History['events']>[number];
type Time = Event['eventTime'];

/** One activity as the history tells of it; moments in epoch ms. */
export interface ActivityRun {
  readonly name: string;
  /** The workflow task that asked for it: activities of one task run side by side. */
  readonly askedBy: string;
  readonly scheduledAt: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** One workflow task, in which the workflow's own code runs; moments in epoch ms. */
export interface TaskRun {
  readonly scheduledAt: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** What one workflow run did, from its history. */
export interface RunRecord {
  readonly workflowId: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** `HistoryLength` and `HistorySizeBytes`. */
  readonly events: number;
  readonly bytes: number;
  readonly activities: readonly ActivityRun[];
  readonly tasks: readonly TaskRun[];
  readonly children: readonly { readonly askedBy: string; readonly record: RunRecord }[];
}

/** Reads a finished workflow with its children. */
export async function readRun(client: Client, workflowId: string): Promise<RunRecord> {
  const handle = client.workflow.getHandle(workflowId);
  const [{ historyLength, historySize = 0 }, { events }] = await Promise.all([
    handle.describe(),
    handle.fetchHistory(),
  ]);
  const all = events ?? [];
  const children = await Promise.all(
    all.flatMap(({ startChildWorkflowExecutionInitiatedEventAttributes: child }) =>
      typeof child?.workflowId === 'string'
        ? [recordOfChild(client, child.workflowId, String(child.workflowTaskCompletedEventId))]
        : [],
    ),
  );
  return {
    workflowId,
    startedAt: msOf(all[0]?.eventTime),
    endedAt: msOf(all.at(-1)?.eventTime),
    events: historyLength,
    bytes: historySize,
    activities: activitiesOf(all),
    tasks: tasksOf(all),
    children,
  };
}

async function recordOfChild(client: Client, workflowId: string, askedBy: string) {
  return { askedBy, record: await readRun(client, workflowId) };
}

function activitiesOf(events: readonly Event[]): readonly ActivityRun[] {
  return events.flatMap((event) => {
    const scheduled = event.activityTaskScheduledEventAttributes ?? undefined;
    if (scheduled === undefined) return [];
    const id = String(event.eventId);
    const started = events.find(
      ({ activityTaskStartedEventAttributes: some }) => String(some?.scheduledEventId) === id,
    );
    const ended = events.find(
      ({ activityTaskCompletedEventAttributes: some }) => String(some?.scheduledEventId) === id,
    );
    if (started === undefined || ended === undefined) return [];
    return [
      {
        name: scheduled.activityType?.name ?? '',
        askedBy: String(scheduled.workflowTaskCompletedEventId),
        scheduledAt: msOf(event.eventTime),
        startedAt: msOf(started.eventTime),
        endedAt: msOf(ended.eventTime),
      },
    ];
  });
}

/** From the moment a workflow task was asked for to its end. */
function tasksOf(events: readonly Event[]): readonly TaskRun[] {
  return events.flatMap((event) => {
    const ended = event.workflowTaskCompletedEventAttributes ?? undefined;
    if (ended === undefined) return [];
    const at = (id: unknown) => msOf(events.find(({ eventId }) => String(eventId) === String(id))?.eventTime);
    return [
      {
        scheduledAt: at(ended.scheduledEventId),
        startedAt: at(ended.startedEventId),
        endedAt: msOf(event.eventTime),
      },
    ];
  });
}

function msOf(time: Time): number {
  return Number(time?.seconds ?? 0) * 1_000 + (time?.nanos ?? 0) / 1e6;
}
