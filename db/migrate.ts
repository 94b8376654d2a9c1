import { Kysely, PostgresDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { Pool } from 'pg';
import { surviveLateError } from './client.ts';
import { migrations } from './migrations/index.ts';

const CONNECTION_TIMEOUT_MS = 5_000;

/**
 * Brings the database at `databaseUrl` to the newest schema and gives the names of the migrations applied, none when
 * it was there already. Any number of processes may call it at once: an advisory lock lets one work while the others
 * wait. All or nothing. @throws what Postgres said, when a migration fails.
 */
export async function migrateToLatest(databaseUrl: string): Promise<readonly string[]> {
  const pool = new Pool({
    connectionString: databaseUrl,
    max: 2,
    application_name: 'alphaflow-migrate',
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
  });
  pool.on('connect', surviveLateError);
  // A connection that breaks while idle is replaced by the pool; one that breaks in use fails its query.
  pool.on('error', () => {});
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    const migrator = new Migrator({
      db,
      provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
      nameComparator: (one, other) => (one < other ? -1 : one > other ? 1 : 0),
    });
    const { error, results = [] } = await migrator.migrateToLatest();
    if (error !== undefined) {
      const failed =
        results.find((result) => result.status === 'Error')?.migrationName ?? 'before the first one';
      throw new Error(`database migration failed: ${failed}`, { cause: error });
    }
    return results.map((result) => result.migrationName);
  } finally {
    await db.destroy();
  }
}

if (import.meta.main) {
  const url = process.argv[2];
  if (url === undefined) {
    process.stderr.write('usage: npm run db:migrate -- postgres://user:password@host:port/database\n');
    process.exitCode = 2;
  } else {
    const applied = await migrateToLatest(url);
    process.stdout.write(`${applied.length === 0 ? 'up to date' : `applied ${applied.join(', ')}`}\n`);
  }
}
