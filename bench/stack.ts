import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { Kysely } from 'kysely';
import { readLocalStackConfig } from '../config/env.ts';
import { createDatabase } from '../db/client.ts';
import { migrateToLatest } from '../db/migrate.ts';
import { insertBrokerAccount } from '../db/queries/accounts/broker-accounts.ts';
import { insertApiKey } from '../db/queries/identity/api-keys.ts';
import { ensureOwner } from '../db/queries/identity/users.ts';
import type { BrokerAccountRow, Database } from '../db/schema.ts';
import { KEY_SCOPES } from '../domain/identity/capabilities.ts';
import { INITIAL_LIMITS } from '../domain/risk/limits.ts';
import { openHome } from '../launcher/stack/home.ts';
import { createLocalStack } from '../launcher/stack/local-stack.ts';
import type { Part } from '../launcher/stack/part.ts';
import { enterOpenSession } from '../launcher/stack/sandbox-session.ts';
import { randomSecret } from '../launcher/stack/secret-file.ts';
import { planStack } from '../launcher/stack/stack-plan.ts';
import { resolvePorts } from '../launcher/stack/stack-ports.ts';
import { supervise } from '../launcher/stack/supervise.ts';
import { worldOf } from '../launcher/stack/world.ts';
import { createSandboxControl, type SandboxControl } from '../tests/support/sandbox-control.ts';

const SEED = 7;
const ADOPTED_WITHIN_MS = 30_000;
const POLL_MS = 50;
const NO_PORTS = { api: 0, metrics: 0, nats: 0, postgres: 0, sandbox: 0, temporal: 0, temporalUi: 0 };
/** So many orders a minute, and so much of one symbol, are no accident here: the rules are asked, and let it pass. */
const UNHURRIED = {
  ...INITIAL_LIMITS,
  ordersPerMinuteMax: 100_000,
  ordersPerDayMax: 100_000,
  openOrdersMax: 100_000,
  duplicateWindowMs: 0,
  positionShareOfEquityMax: '10',
  largestThreeShareOfEquityMax: '10',
};
const silent = { onProcess: () => {}, onDeath: () => {}, onRecovery: () => {} };

/** A stack of its own in a temp folder: the parts of `npm start` with the same flags; the API where it is asked for. */
export interface Stack {
  readonly client: Client;
  readonly temporalAddress: string;
  readonly natsUrl: string;
  readonly db: Kysely<Database>;
  readonly sandbox: SandboxControl;
  readonly sandboxUrl: string;
  readonly databaseUrl: string;
  /** A broker account with 100,000 dollars; settles once the worker has adopted its books. */
  openAccount(name: string): Promise<BrokerAccountRow>;
  /** Starts the API for the owner of the accounts. */
  startApi(): Promise<{ readonly url: string; readonly apiKey: string; readonly pid: number }>;
  /** The worker's process at this moment. @throws when none runs */
  workerPid(): number;
  /** SIGTERM to the worker, and another one on the same ports. */
  restartWorker(): Promise<void>;
  /** Runs one more process until `stop`; gives its id when it is ready. */
  run(part: Omit<Part, 'name' | 'env' | 'logFile'>): Promise<number>;
  /** Stops every process by its id and removes the folder. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL, Temporal (on a file), NATS, the sandbox (without its rate limit, its clock inside a session) and
 * one worker, on free ports.
 * @param nodeArgs more arguments for the Node of the worker and the API, for example `--cpu-prof`
 * @param postgresArgs more arguments for PostgreSQL
 * @param sandboxArgs more arguments for the sandbox
 */
export async function startStack(
  options: {
    readonly nodeArgs?: readonly string[];
    readonly postgresArgs?: readonly string[];
    readonly sandboxArgs?: readonly string[];
  } = {},
): Promise<Stack> {
  const { nodeArgs = [], postgresArgs = [], sandboxArgs = [] } = options;
  const home = await mkdtemp(join(tmpdir(), 'alphaflow-bench-'));
  await chmod(home, 0o755);
  const config = readLocalStackConfig({ ALPHAFLOW_HOME: home });
  const folders = openHome(home);
  const world = worldOf({ mode: 'sandbox', keyId: undefined, seed: SEED, barsDir: undefined }, folders.data);
  const ports = await resolvePorts(NO_PORTS, [
    'postgres',
    'temporal',
    'temporalUi',
    'nats',
    'sandbox',
    'api',
    'metrics',
  ]);
  const plan = await planStack({ config, folders, ports, world, seed: SEED, barsDir: undefined });
  const env = {
    ...plan.env,
    DATA_SOURCES: 'sandbox',
    LOG_LEVEL: 'info',
    INTEGRATION_PROBE_MINUTES: '0',
    // Counted as always, and out of the way.
    API_USER_REQUESTS_PER_MINUTE: '99999999',
    API_ADDRESS_REQUESTS_PER_MINUTE: '99999999',
  };

  const servers = createLocalStack({
    home,
    plan: {
      ...plan,
      servers: plan.servers
        .map((part) => withArgs(part, 'sandbox', ['--rate-limit', '0', ...sandboxArgs]))
        .map((part) => withArgs(part, 'postgres', postgresArgs)),
      ours: [],
    },
    database: world.database,
    reporter: { line: () => {}, partReady: () => {}, warn: (text) => process.stderr.write(`! ${text}\n`) },
    prepareDatabase: migrateToLatest,
  });
  const superviseOurs = (name: 'worker' | 'api') => {
    const part = plan.ours.find((one) => one.name === name);
    if (part === undefined) throw new Error(`the plan of the stack has no ${name}`);
    return supervise({ ...part, env, args: [...nodeArgs, ...part.args] }, silent);
  };
  let worker = superviseOurs('worker');
  const others: ReturnType<typeof supervise>[] = [];

  const killNow = () => {
    for (const part of [...others, worker, servers]) part.killNow();
    rmSync(home, { recursive: true, force: true });
  };
  process.once('exit', killNow);
  const closers: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of closers.splice(0)) await close();
    await Promise.all([...others, worker].map((part) => part.stop()));
    await servers.stop();
    process.removeListener('exit', killNow);
    await rm(home, { recursive: true, force: true });
  };

  try {
    await servers.start();
    const sandboxUrl = plan.addresses.sandbox ?? '';
    await enterOpenSession(sandboxUrl, world.keyId);
    await worker.start();
    const connection = await Connection.connect({ address: plan.addresses.temporal });
    closers.push(() => connection.close());
    const db = createDatabase({ url: plan.databaseUrl, poolMax: 4 });
    closers.push(() => db.destroy());
    const owner = await ensureOwner(db, { email: 'trader@example.test', displayName: 'Bench' });
    return {
      client: new Client({ connection, namespace: config.temporalNamespace }),
      temporalAddress: plan.addresses.temporal,
      natsUrl: plan.addresses.nats,
      db,
      sandbox: createSandboxControl(() => sandboxUrl),
      sandboxUrl,
      databaseUrl: plan.databaseUrl,
      openAccount: async (name) => {
        const account = {
          userId: owner.id,
          name,
          mode: 'sandbox',
          keyRef: name,
          riskLimits: UNHURRIED,
        } as const;
        return adopted(db, (await insertBrokerAccount(db, account)).id);
      },
      async startApi() {
        const apiKey = randomSecret();
        const keyHash = createHash('sha256').update(apiKey).digest('hex');
        await insertApiKey(db, { userId: owner.id, name: 'bench', keyHash, scopes: KEY_SCOPES });
        const api = superviseOurs('api');
        others.push(api);
        await api.start();
        return { url: plan.addresses.api, apiKey, pid: pidOf(api) };
      },
      workerPid() {
        return pidOf(worker);
      },
      async restartWorker() {
        await worker.stop();
        worker = superviseOurs('worker');
        await worker.start();
      },
      async run(part) {
        const logFile = join(folders.logs, `other-${others.length}.log`);
        const other = supervise({ ...part, name: 'worker', env, logFile }, silent);
        others.push(other);
        await other.start();
        return pidOf(other);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function pidOf(part: ReturnType<typeof supervise>): number {
  const pid = part.pid();
  if (pid === undefined) throw new Error('it does not run');
  return pid;
}

function withArgs(part: Part, name: Part['name'], args: readonly string[]): Part {
  return part.name === name ? { ...part, args: [...part.args, ...args] } : part;
}

async function adopted(db: Kysely<Database>, id: string): Promise<BrokerAccountRow> {
  const deadline = Date.now() + ADOPTED_WITHIN_MS;
  while (Date.now() < deadline) {
    const row = await db
      .selectFrom('brokerAccounts')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    if (row.adoptedAt !== null) return row;
    await delay(POLL_MS);
  }
  throw new Error(`the worker has not adopted the books of ${id} within ${ADOPTED_WITHIN_MS} ms`);
}
