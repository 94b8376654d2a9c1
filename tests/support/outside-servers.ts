import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { natsPart } from '../../launcher/parts/nats.ts';
import { ensureDatabase, postgresPart, postgresUrl } from '../../launcher/parts/postgres.ts';
import { temporalPart } from '../../launcher/parts/temporal.ts';
import { requireTool } from '../../launcher/require-tool.ts';
import type { Part } from '../../launcher/stack/part.ts';
import { resolvePorts } from '../../launcher/stack/stack-ports.ts';
import { supervise } from '../../launcher/stack/supervise.ts';

const ANY_PORTS = { postgres: 0, temporal: 0, temporalUi: 0, nats: 0, sandbox: 0, api: 0, metrics: 0 };
const silent = { onProcess: () => {}, onDeath: () => {}, onRecovery: () => {} };

export type OutsideServer = 'postgres' | 'temporal' | 'nats';

/** PostgreSQL, Temporal and NATS of a test's own: `npm start` uses them and does not start them again when they die. */
export interface OutsideServers extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
  stop(name: OutsideServer): Promise<void>;
  /** On the same port and data. */
  start(name: OutsideServer): Promise<void>;
}

export async function startOutsideServers(): Promise<OutsideServers> {
  const folder = await mkdtemp(join(tmpdir(), 'alphaflow-outside-'));
  await chmod(folder, 0o755);
  const ports = await resolvePorts(ANY_PORTS, ['postgres', 'temporal', 'temporalUi', 'nats']);
  const log = (name: string) => join(folder, `${name}.log`);
  const postgres = {
    port: ports.postgres,
    password: 'test',
    dataDir: join(folder, 'postgres'),
    logFile: log('postgres'),
    durable: false,
  };
  const parts: Readonly<Record<OutsideServer, Part>> = {
    postgres: await postgresPart(postgres),
    temporal: temporalPart({
      executable: requireTool('temporal'),
      port: ports.temporal,
      uiPort: ports.temporalUi,
      namespace: 'default',
      logFile: log('temporal'),
      databaseFile: join(folder, 'temporal.db'),
    }),
    nats: natsPart({
      executable: requireTool('nats-server'),
      port: ports.nats,
      storeDir: join(folder, 'nats'),
      logFile: log('nats'),
    }),
  };
  const running = new Map<OutsideServer, ReturnType<typeof supervise>>();
  const start = async (name: OutsideServer) => {
    const server = supervise(parts[name], silent);
    running.set(name, server);
    await server.start();
  };
  const stop = async (name: OutsideServer) => {
    await running.get(name)?.stop();
    running.delete(name);
  };
  const killNow = () => {
    for (const server of running.values()) server.killNow();
  };
  process.once('exit', killNow);
  await Promise.all([start('postgres'), start('temporal'), start('nats')]);
  await ensureDatabase(postgres, 'outside');
  return {
    env: {
      DATABASE_URL: postgresUrl(postgres, 'outside'),
      TEMPORAL_ADDRESS: `127.0.0.1:${ports.temporal}`,
      NATS_URL: `nats://127.0.0.1:${ports.nats}`,
    },
    start,
    stop,
    async [Symbol.asyncDispose]() {
      await Promise.all([...running.keys()].map(stop));
      process.removeListener('exit', killNow);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
