import type { ActivityRun, RunRecord, TaskRun } from './history.ts';
import { median } from './median.ts';

/** Medians over all rounds. */
export interface ActivityTimes {
  readonly name: string;
  /** From the moment it was scheduled to its end. */
  readonly medianMs: number;
  /** Of that, until a worker had it. */
  readonly waitMs: number;
  /** Of that, in the worker, with the way of the result back to the server. */
  readonly workMs: number;
}

/** The activities of cycles and their orders, in the order of their first run. */
export function activityTimes(records: readonly RunRecord[]): readonly ActivityTimes[] {
  const all = records.flatMap(activitiesOf);
  const names = [...new Set(all.map(({ name }) => name))];
  return names.map((name) => {
    const runs = all.filter((run) => run.name === name);
    const medianOf = (of: (run: ActivityRun) => number) => median(runs.map(of));
    return {
      name,
      medianMs: medianOf((run) => run.endedAt - run.scheduledAt),
      waitMs: medianOf((run) => run.startedAt - run.scheduledAt),
      workMs: medianOf((run) => run.endedAt - run.startedAt),
    };
  });
}

/** The workflow tasks of one cycle with its orders: how many, how long a worker took to get them, and to do them. */
export interface WorkflowTaskTimes {
  readonly count: number;
  readonly waitMs: number;
  readonly workMs: number;
}

/** Medians over cycles of the sums over a cycle's tasks. */
export function workflowTaskTimes(records: readonly RunRecord[]): WorkflowTaskTimes {
  const perCycle = records.map(tasksOf);
  const medianSum = (of: (task: TaskRun) => number) =>
    median(perCycle.map((tasks) => tasks.reduce((sum, task) => sum + of(task), 0)));
  return {
    count: medianSum(() => 1),
    waitMs: medianSum((task) => task.startedAt - task.scheduledAt),
    workMs: medianSum((task) => task.endedAt - task.startedAt),
  };
}

function tasksOf(run: RunRecord): readonly TaskRun[] {
  return [...run.tasks, ...run.children.flatMap(({ record }) => tasksOf(record))];
}

/** How long the orders' own workflows took, and which share of their cycles that is. */
export function orderTimes(records: readonly RunRecord[]): {
  readonly medianMs: number;
  readonly share: number;
} {
  const orders = records.flatMap((cycle) =>
    cycle.children.map(({ record }) => ({
      ms: record.endedAt - record.startedAt,
      share: (record.endedAt - record.startedAt) / (cycle.endedAt - cycle.startedAt),
    })),
  );
  return { medianMs: median(orders.map(({ ms }) => ms)), share: median(orders.map(({ share }) => share)) };
}

function activitiesOf(run: RunRecord): readonly ActivityRun[] {
  const own = [...run.activities, ...run.children.flatMap(({ record }) => activitiesOf(record))];
  return own.sort((one, other) => one.scheduledAt - other.scheduledAt);
}
