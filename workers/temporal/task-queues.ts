import type { DataConverter, VersioningBehavior, WorkerDeploymentVersion } from '@temporalio/common';
import {
  type NativeConnection,
  Worker,
  type WorkerOptions,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import type { NoticeActivities } from '../../activities/alerting/send-notice.ts';
import type { ReconcileActivities } from '../../activities/books/reconcile-activities.ts';
import type { CycleActivities } from '../../activities/cycle/cycle-activities.ts';
import type { BackfillActivities } from '../../activities/market/backfill-bars.ts';
import type { MarketActivities } from '../../activities/market/read-market.ts';
import type { MemoryActivities } from '../../activities/memory/measure-proposals.ts';
import type { HaltActivities } from '../../activities/orders/halt-activities.ts';
import type { OrderActivities } from '../../activities/orders/order-activities.ts';
import type { ProbeActivities } from '../../activities/probes/probe-activities.ts';
import type { QueueActivities } from '../../activities/probes/queue-activities.ts';
import type { ResearchActivities } from '../../activities/reference/research-activities.ts';
import type { MarketStreamActivities } from '../../activities/streaming/market-stream-activities.ts';
import type { StreamActivities } from '../../activities/streaming/stream-activities.ts';
import type { ToolActivities } from '../../activities/tools/call-tool.ts';
import type { Logger } from '../../telemetry/log.ts';
import { createRedact, type Redact } from '../../telemetry/redact.ts';
import { TASK_QUEUES } from '../../workflows/messages.ts';
import { workflowBundle as ownBundle } from '../bundling/workflow-bundle.ts';
import { waitForDatabase } from '../wait-for-database.ts';
import { heartbeats } from './heartbeats.ts';
import { logActivities } from './log-activities.ts';
import { redactFailures } from './redact-failures.ts';
import type { TemporalTracing } from './temporal-tracing.ts';

export interface QueueWork {
  readonly cycle: CycleActivities & MarketActivities & ToolActivities & ProbeActivities & QueueActivities;
  readonly orders: OrderActivities &
    ReconcileActivities &
    StreamActivities &
    HaltActivities &
    QueueActivities;
  readonly research: ResearchActivities &
    NoticeActivities &
    BackfillActivities &
    MemoryActivities &
    QueueActivities;
  readonly streams: MarketStreamActivities & QueueActivities;
}

export type QueueName = keyof QueueWork;

/** Long enough for a submission under way to get its answer before the worker is gone. */
const SHUTDOWN_GRACE = '20s';
const SHUTDOWN_FORCE = '25s';

/** How long the next step of a workflow waits for the worker that has it in memory before any worker may take it. */
const STICKY_WAIT = '2s';

/** What each queue may do at once, on a machine of two cores. Orders are few and never wait behind research. */
const LIMITS: Readonly<Record<QueueName, Partial<WorkerOptions>>> = {
  cycle: {
    maxConcurrentActivityTaskExecutions: 30,
    maxConcurrentWorkflowTaskExecutions: 20,
    maxCachedWorkflows: 100,
  },
  orders: {
    maxConcurrentActivityTaskExecutions: 60,
    maxConcurrentWorkflowTaskExecutions: 40,
    maxCachedWorkflows: 300,
  },
  research: { maxConcurrentActivityTaskExecutions: 8 },
  // A place for each pair of keys.
  streams: { maxConcurrentActivityTaskExecutions: 100 },
};

/** How the worker of a queue is set up, whatever it works with. */
export function queueOptions(name: QueueName) {
  return {
    shutdownGraceTime: SHUTDOWN_GRACE,
    shutdownForceTime: SHUTDOWN_FORCE,
    stickyQueueScheduleToStartTimeout: STICKY_WAIT,
    ...LIMITS[name],
  } satisfies Partial<WorkerOptions>;
}

/**
 * What becomes of a workflow that runs when a newer version of the code is made the current one. A cycle takes minutes
 * and ends on the version that it began on; an order may live for weeks and goes on with the newest, which the replay
 * of committed histories holds to what its predecessors did.
 */
const WHEN_UPGRADED: Readonly<Record<QueueName, VersioningBehavior>> = {
  cycle: 'PINNED',
  orders: 'AUTO_UPGRADE',
  research: 'PINNED',
  streams: 'AUTO_UPGRADE',
};

/** The others have activities only. */
const WITH_WORKFLOWS: ReadonlySet<QueueName> = new Set(['cycle', 'orders']);

function versioned(name: QueueName, version: WorkerDeploymentVersion | undefined): Partial<WorkerOptions> {
  if (version === undefined) return {};
  const defaultVersioningBehavior = WHEN_UPGRADED[name];
  return { workerDeploymentOptions: { version, useWorkerVersioning: true, defaultVersioningBehavior } };
}

/** One worker a queue. */
export async function createQueueWorkers(options: {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly queues: readonly QueueName[];
  readonly work: QueueWork;
  readonly logger: Logger;
  readonly tracing?: TemporalTracing | undefined;
  /** Set: the workers are one version of a deployment. */
  readonly version?: WorkerDeploymentVersion | undefined;
  /** Left out: the workflows are bundled here. */
  readonly workflowBundle?: WorkflowBundleOption | undefined;
  /** Left out: nothing is encrypted. */
  readonly dataConverter?: DataConverter;
  /** Takes the process's own secrets out of failures. */
  readonly redact?: Redact;
  /** Resolves when the database answers. */
  readonly databaseAnswers: () => Promise<unknown>;
}): Promise<readonly Worker[]> {
  const { connection, namespace, queues, work, version, logger, tracing, dataConverter } = options;
  const { redact = createRedact(), databaseAnswers } = options;
  const failureConverterPath = dataConverter?.failureConverterPath;
  const bundling = {
    logger,
    tracing,
    ...(failureConverterPath === undefined ? {} : { failureConverterPath }),
  };
  const hasWorkflows = queues.some((name) => WITH_WORKFLOWS.has(name));
  const workflowBundle = options.workflowBundle ?? (hasWorkflows ? await ownBundle(bundling) : undefined);
  return Promise.all(
    queues.map((name) =>
      Worker.create({
        connection,
        namespace,
        taskQueue: TASK_QUEUES[name],
        activities: work[name],
        ...(workflowBundle === undefined || !WITH_WORKFLOWS.has(name) ? {} : { workflowBundle }),
        ...(dataConverter === undefined ? {} : { dataConverter }),
        ...queueOptions(name),
        interceptors: {
          activity: [
            redactFailures(redact),
            heartbeats,
            logActivities(logger),
            ...(tracing === undefined ? [] : [tracing.activity]),
            waitForDatabase(databaseAnswers),
          ],
        },
        ...(tracing === undefined ? {} : { sinks: tracing.sinks }),
        ...versioned(name, version),
      }),
    ),
  );
}
