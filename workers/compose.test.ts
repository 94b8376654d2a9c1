import { Client } from '@temporalio/client';
import { expect, test } from 'vitest';
import { readConfig } from '../config/env.ts';
import { createDatabase } from '../db/client.ts';
import { createSourceAccess } from '../resilience/source-access.ts';
import { createLogger } from '../telemetry/log.ts';
import { composeWork } from './compose.ts';
import { NO_STORED_KEY_USE } from './keys/with-newest-key.ts';

test('whatever a worker keeps of answers shows its figures', async () => {
  const url = 'postgres://nobody@127.0.0.1:1/none';
  const config = readConfig({
    DATABASE_URL: url,
    ALPACA_ENV: 'sandbox',
    DATA_SOURCES: 'sandbox',
    SANDBOX_URL: 'http://127.0.0.1:1',
  });
  const logger = createLogger({ name: 'test', level: 'silent' });
  const db = createDatabase({ url, poolMax: 1 });
  const access = createSourceAccess(logger);
  const stopping = new AbortController().signal;
  const pool = () => ({ max: 0, size: 0, idle: 0, waiting: 0 });
  composeWork({
    config,
    db,
    client: new Client(),
    logger,
    access,
    stored: NO_STORED_KEY_USE,
    broker: (broker) => broker,
    stopping,
    pool,
    ticks: { send: () => {} },
  });
  const names = access.figures().caches.map(({ source, name }) => `${source} ${name}`);
  expect(names).toEqual([...new Set(names)]);
  expect(names).toEqual(
    expect.arrayContaining([
      'alphaflow evidence',
      'alphaflow fused views',
      'alpaca assets',
      'alpaca-data average volumes',
      'alpaca-data splits asked for',
    ]),
  );
  await db.destroy();
});
