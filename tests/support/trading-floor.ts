import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Client, Connection } from '@temporalio/client';
import { inject } from 'vitest';
import { ownNamespace } from '../../api/testing/own-namespace.ts';
import type { BrokerAccountRow } from '../../db/schema.ts';
import { INITIAL_LIMITS } from '../../domain/risk/limits.ts';
import { freePort } from '../../launcher/stack/free-port.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { type RunningNats, startNats } from './nats.ts';
import { anAccount } from './rows.ts';
import { type RunningSandbox, startSandbox } from './sandbox.ts';

const WORKER = resolve(import.meta.dirname, '../../workers/main.ts');
const READY_WITHIN_MS = 110_000;
/** The faster the machine, the more orders of one file fall in one minute: that is no accident here. */
const UNHURRIED = { ...INITIAL_LIMITS, ordersPerMinuteMax: 10_000 };

/** A database, an event bus, a sandbox with frozen quotes and a real worker process, all of one test file's own. */
export interface TradingFloor {
  readonly database: TestDatabase;
  readonly nats: RunningNats;
  readonly sandbox: RunningSandbox;
  /** Speaks to the namespace that the worker works in. */
  readonly client: Client;
  /** Its books are adopted from the broker by the worker itself. */
  readonly account: BrokerAccountRow;
  /** The worker, or another program that runs one, beside those that run; `changes` is put over its environment. */
  startWorker(program?: string, changes?: Readonly<Record<string, string>>): Promise<void>;
  /** SIGKILL to every worker, or to the one that was started first, and waits for the end. */
  killWorker(which?: 'all' | 'oldest'): Promise<void>;
  /** As if Temporal's data were lost: the next worker and `client` find a namespace with nothing in it. */
  loseWorkflows(): Promise<void>;
  close(): Promise<void>;
}

export async function openTradingFloor(): Promise<TradingFloor> {
  const address = inject('temporalAddress');
  const [database, nats, sandbox, namespace] = await Promise.all([
    createTestDatabase(),
    startNats(),
    startSandbox(),
    ownNamespace(address),
  ]);
  const connection = await Connection.connect({ address });
  const account = await anAccount(database.db, { cash: null, riskLimits: UNHURRIED });
  let client = new Client({ connection, namespace });
  const env = {
    ...process.env,
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    NATS_URL: nats.url,
    ALPACA_ENV: 'sandbox',
    DATA_SOURCES: 'sandbox',
    SANDBOX_URL: sandbox.url,
    METRICS_PORT: String(await freePort()),
    ALERT_SECRET: 'alerts',
    ALERT_WEBHOOK_HOSTS: '127.0.0.1',
    LOG_LEVEL: 'error',
    // Probes and the market stream would take the faults that a test has set for itself.
    INTEGRATION_PROBE_MINUTES: '0',
    MARKET_STREAM_SYMBOLS: '0',
  };
  const workers: ChildProcess[] = [];

  const end = async (signal: 'SIGKILL' | 'SIGTERM', count = workers.length): Promise<void> => {
    await Promise.all(workers.splice(0, count).map((worker) => endOf(worker, signal)));
  };

  return {
    database,
    nats,
    sandbox,
    account,
    get client() {
      return client;
    },
    async startWorker(program = WORKER, changes = {}) {
      workers.push(await launchWorker({ ...env, ...changes }, program));
    },
    killWorker: (which = 'all') => end('SIGKILL', which === 'all' ? workers.length : 1),
    async loseWorkflows() {
      env.TEMPORAL_NAMESPACE = await ownNamespace(address);
      client = new Client({ connection, namespace: env.TEMPORAL_NAMESPACE });
    },
    async close() {
      await end('SIGTERM');
      await sandbox.stop();
      await nats.stop();
      await connection.close();
      await database.drop();
    },
  };
}

async function endOf(worker: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const exited = once(worker, 'exit');
  worker.kill(signal);
  await exited;
}

async function launchWorker(env: NodeJS.ProcessEnv, program: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors = `${errors}${chunk.toString()}`.slice(-4_000);
  });
  const ready = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes('"ready":true')) return;
    }
    throw new Error(`the worker ended before it was ready: ${errors}`);
  })();
  await Promise.race([
    ready,
    new Promise((_, reject) => {
      setTimeout(() => reject(new Error(`the worker is not ready: ${errors}`)), READY_WITHIN_MS).unref();
    }),
  ]);
  child.stdout.resume();
  return child;
}
