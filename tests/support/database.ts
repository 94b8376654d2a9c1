import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { Client } from 'pg';
import { inject } from 'vitest';
import { createDatabase } from '../../db/client.ts';
import { migrateToLatest } from '../../db/migrate.ts';
import type { Database } from '../../db/schema.ts';

const TEMPLATE = 'alphaflow_template';
const TEMPLATE_LOCK = 7_304_211;
const POOL_MAX = 10;
const CLOSING_MS = 1_000;
const POLL_MS = 10;

export interface TestDatabase {
  readonly url: string;
  readonly db: Kysely<Database>;
  /** Closes `db` and removes the database, whoever is still connected to it. */
  drop(): Promise<void>;
}

/** An empty database at the newest schema, for one test file alone, on the run's own PostgreSQL. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(async (admin) => {
    await ensureTemplate(admin);
    await admin.query(`create database ${name} template ${TEMPLATE} strategy file_copy`);
  });
  const url = urlOf(name);
  const db = createDatabase({ url, poolMax: POOL_MAX });
  return {
    url,
    db,
    async drop() {
      await db.destroy();
      await remove(name);
    },
  };
}

/** An empty database without any table. */
export async function createBareDatabase(): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const name = `bare_${randomUUID().replaceAll('-', '')}`;
  await asAdmin((admin) => admin.query(`create database ${name} template template0`));
  return {
    url: urlOf(name),
    async drop() {
      await remove(name);
    },
  };
}

/** Pools close their connections a moment after they say so; who is there longer than that is thrown out. */
async function remove(name: string): Promise<void> {
  await asAdmin(async (admin) => {
    const deadline = Date.now() + CLOSING_MS;
    while (Date.now() < deadline && (await isConnected(admin, name))) await setTimeout(POLL_MS);
    await admin.query(`drop database if exists ${name} with (force)`);
  });
}

async function isConnected(admin: Client, name: string): Promise<boolean> {
  const { rowCount } = await admin.query('select from pg_stat_activity where datname = $1', [name]);
  return rowCount !== 0;
}

/** Migrated once a run, by whichever test comes first; it gets its name only when it is complete. */
async function ensureTemplate(admin: Client): Promise<void> {
  if (await exists(admin)) return;
  await admin.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    if (await exists(admin)) return;
    const unfinished = `${TEMPLATE}_unfinished`;
    await admin.query(`drop database if exists ${unfinished} with (force)`);
    await admin.query(`create database ${unfinished} template template0`);
    await migrateToLatest(urlOf(unfinished));
    await admin.query(`alter database ${unfinished} rename to ${TEMPLATE}`);
  } finally {
    await admin.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
}

async function exists(admin: Client): Promise<boolean> {
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [TEMPLATE]);
  return rowCount === 1;
}

async function asAdmin<T>(work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: inject('postgresAdminUrl') });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(inject('postgresAdminUrl'));
  url.pathname = `/${database}`;
  return url.href;
}
