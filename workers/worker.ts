import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { Config } from '../config/config.ts';
import { createNatsEventBus } from '../connectors/nats/event-bus.ts';
import { createDatabase } from '../db/client.ts';
import type { Logger } from '../telemetry/log.ts';
import { untilHaltMarkerAdopted } from './adopt-halt-marker.ts';
import { composeWork } from './compose.ts';
import { followAccounts } from './follow-accounts.ts';
import { relayOutbox } from './outbox-relay.ts';
import { createQueueWorkers, type QueueName, type QueueWork } from './task-queues.ts';

const POOL_MAX = 20;
const QUEUES: readonly QueueName[] = ['cycle', 'orders', 'research'];

/**
 * Runs every queue, the outbox relay and the followers of the accounts, until a signal stops the process.
 * `onReady` is called when the queues are polled. `prepare` lets a test put something around the work.
 */
export async function runWorker(options: {
  readonly config: Config;
  readonly logger: Logger;
  readonly onReady: () => void;
  readonly prepare?: (work: QueueWork) => QueueWork;
}): Promise<void> {
  const { config, logger, onReady, prepare = (work) => work } = options;
  const { address, namespace } = config.temporal;
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

  const db = createDatabase({ url: config.database.url.reveal(), poolMax: POOL_MAX, logger });
  const connection = await NativeConnection.connect({ address });
  const client = new Client({ connection, namespace });
  const work = prepare(composeWork({ config, db, client, logger, stopping: stop.signal }));
  await untilHaltMarkerAdopted({ db, logger, signal: stop.signal, home: config.home });
  const workers = await createQueueWorkers({ connection, namespace, queues: QUEUES, work });

  const background = Promise.all([
    relayOutbox({
      db,
      logger,
      signal: stop.signal,
      openBus: () => createNatsEventBus({ url: config.nats.url, logger }),
    }),
    followAccounts({ client, db, logger, signal: stop.signal, home: config.home }),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  onReady();
  try {
    await running;
  } finally {
    stop.abort();
    await background;
    await connection.close();
    await db.destroy();
  }
}
