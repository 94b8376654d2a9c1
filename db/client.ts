import { Kysely, PostgresDialect } from 'kysely';
import { Pool, type PoolClient, types as pgTypes, TypeOverrides } from 'pg';
import type { Logger } from '../telemetry/log.ts';
import { CamelCaseRows } from './camel-case-rows.ts';
import type { DatabaseWatch } from './database-watch.ts';
import { withNamedStatements } from './named-statements.ts';
import type { Database } from './schema.ts';
import { utcTimestamp } from './utc-timestamp.ts';

const CONNECTION_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 15_000;
/** After its own time-out PostgreSQL is given this long to say so. */
const LATE_MS = 1_000;
const LOCK_TIMEOUT_MS = 10_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 30_000;
const IDLE_CONNECTION_TIMEOUT_MS = 30_000;

/**
 * The process's one pool of connections to Postgres, typed. Columns are camelCase, jsonb keeps its keys, NUMERIC and
 * int8 arrive as text, timestamptz as Date. A statement ends after 15 s or `statementMs`, a wait for a lock after 10 s, a
 * wait for a connection after 5 s; a server that does not even end the statement is given up a second later. A connection
 * that breaks while idle is logged and replaced. `destroy()` closes the pool.
 */
export function createDatabase(options: {
  readonly url: string;
  readonly poolMax: number;
  readonly statementMs?: number;
  readonly logger?: Pick<Logger, 'warn'>;
  /** Hears of every statement, and sees the pool. */
  readonly watch?: DatabaseWatch;
}): Kysely<Database> {
  const { watch, statementMs = STATEMENT_TIMEOUT_MS } = options;
  const pool = new Pool({
    connectionString: options.url,
    max: options.poolMax,
    application_name: 'alphaflow',
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_CONNECTION_TIMEOUT_MS,
    statement_timeout: statementMs,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    keepAlive: true,
    types: exactTypes(),
  });
  watch?.attach(pool);
  pool.on('connect', surviveLateError);
  pool.on('error', (error) => options.logger?.warn({ err: error }, 'an idle database connection broke'));
  const columns = new CamelCaseRows();
  const answerMs = statementMs + LATE_MS;
  const named = withNamedStatements(pool, columns, { answerMs, observe: watch?.observe });
  return new Kysely<Database>({
    dialect: new PostgresDialect({ pool: named }),
    plugins: [columns],
  });
}

/**
 * A connection that the pool has let go of, because it closes, has no listener left: should the server break it then,
 * the error would end the process. A query that it hits fails in any case.
 */
export function surviveLateError(client: PoolClient): void {
  client.on('error', () => {});
}

/** Parsers of this pool alone: another library's `types.setTypeParser` must not turn money into a float here. */
function exactTypes(): TypeOverrides {
  const types = new TypeOverrides();
  const { NUMERIC, INT8, TIMESTAMPTZ } = pgTypes.builtins;
  types.setTypeParser(NUMERIC, (text: string) => text);
  types.setTypeParser(INT8, (text: string) => text);
  const anyTimestamp: (text: string) => unknown = pgTypes.getTypeParser(TIMESTAMPTZ);
  types.setTypeParser(TIMESTAMPTZ, (text: string) => utcTimestamp(text) ?? anyTimestamp(text));
  return types;
}
