import { readLocalStackConfig } from '../config/env.ts';
import { createNatsEventLog } from '../connectors/nats/event-log.ts';
import { createDatabase } from '../db/client.ts';
import { createLogger } from '../telemetry/log.ts';
import { rebuildStream } from '../workers/events/rebuild-stream.ts';
import { LaunchError } from './launch-error.ts';
import { readStackFile } from './stack/stack-file.ts';
import { tellEnd } from './tell-end.ts';

/** `npm run events:rebuild`: the event stream anew from the outbox, while everything else goes on. */
async function main(): Promise<void> {
  const { outside, home } = readLocalStackConfig();
  const running = readStackFile(home)?.addresses;
  const databaseUrl = outside.databaseUrl?.reveal() ?? running?.postgres;
  const url = outside.natsUrl ?? running?.nats;
  if (databaseUrl === undefined || url === undefined) {
    throw new LaunchError('nothing runs here: run npm start first, or set DATABASE_URL and NATS_URL');
  }
  const logger = createLogger({ name: 'events', level: 'error' });
  const db = createDatabase({ url: databaseUrl, poolMax: 2 });
  const log = await createNatsEventLog({ url, logger });
  try {
    console.log(`the stream holds the events up to ${await rebuildStream({ db, log, logger })} again`);
  } finally {
    await log.close();
    await db.destroy();
  }
}

try {
  await main();
} catch (error) {
  process.exitCode = tellEnd(error);
}
