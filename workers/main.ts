import { Client } from '@temporalio/client';
import { NativeConnection, Runtime } from '@temporalio/worker';
import { readConfig } from '../config/env.ts';
import { createNatsEventBus } from '../connectors/nats/event-bus.ts';
import { createDatabase } from '../db/client.ts';
import { createLogger } from '../telemetry/log.ts';
import { composeWork } from './compose.ts';
import { followAccounts } from './follow-accounts.ts';
import { relayOutbox } from './outbox-relay.ts';
import { createQueueWorkers, type QueueName } from './task-queues.ts';
import { temporalLog } from './temporal-log.ts';

const POOL_MAX = 20;
const QUEUES: readonly QueueName[] = ['cycle', 'orders', 'research'];

/**
 * The worker process: every queue, the outbox relay and the followers of the accounts, until a signal stops it.
 * Prints `{"ready":true}` when it polls.
 */
async function main(): Promise<void> {
  const config = readConfig();
  const logger = createLogger({ name: 'worker', level: config.logLevel });
  Runtime.install({
    logger: temporalLog(logger),
    telemetryOptions: {
      logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } },
      metrics: { prometheus: { bindAddress: `127.0.0.1:${config.metrics.port}` } },
    },
  });
  const { address, namespace } = config.temporal;
  const db = createDatabase({ url: config.database.url.reveal(), poolMax: POOL_MAX, logger });
  const connection = await NativeConnection.connect({ address });
  const client = new Client({ connection, namespace });
  const work = composeWork({ config, db, client, logger });
  const workers = await createQueueWorkers({ connection, namespace, queues: QUEUES, work });

  const stop = new AbortController();
  const { signal } = stop;
  const background = Promise.all([
    relayOutbox({ db, logger, signal, openBus: () => createNatsEventBus({ url: config.nats.url, logger }) }),
    followAccounts({ client, db, logger, signal }),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  console.log(JSON.stringify({ ready: true }));
  try {
    await running;
  } finally {
    stop.abort();
    await background;
    await connection.close();
    await db.destroy();
  }
}

await main();
