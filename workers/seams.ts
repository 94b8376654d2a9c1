import type { WorkflowBundleOption } from '@temporalio/worker';
import type { Kysely } from 'kysely';
import type { Database } from '../db/schema.ts';
import type { Broker } from '../domain/ports/broker.ts';
import type { EventLog } from '../domain/ports/event-log.ts';
import type { QueueWork } from './temporal/task-queues.ts';

/** What a proof puts around the parts of a worker, to end the process at a chosen moment; nothing in production. */
export interface Seams {
  readonly database?: (db: Kysely<Database>) => Kysely<Database>;
  readonly broker?: (broker: Broker) => Broker;
  readonly log?: (log: EventLog) => EventLog;
  readonly work?: (work: QueueWork) => QueueWork;
  /** Workflows that were bundled before: a worker that is started often need not bundle them each time. */
  readonly workflowBundle?: WorkflowBundleOption;
}
