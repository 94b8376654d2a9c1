import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { natsPart } from '../../launcher/parts/nats.ts';
import { postgresPart, postgresUrl } from '../../launcher/parts/postgres.ts';
import { temporalPart } from '../../launcher/parts/temporal.ts';
import { requireTool } from '../../launcher/require-tool.ts';
import { resolvePorts } from '../../launcher/stack/stack-ports.ts';
import { supervise } from '../../launcher/stack/supervise.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A superuser's connection to the run's own PostgreSQL; every test file makes its own database there. */
    postgresAdminUrl: string;
    /** host:port of the run's own Temporal, namespace `default`. */
    temporalAddress: string;
    natsUrl: string;
  }
}

const ANY_PORTS = { postgres: 0, temporal: 0, temporalUi: 0, nats: 0, sandbox: 0, api: 0, metrics: 0 };

/** Starts one PostgreSQL, Temporal (in memory) and NATS for the whole run, on free ports in a temp folder. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'alphaflow-test-'));
  await chmod(folder, 0o755);
  const ports = await resolvePorts(ANY_PORTS, ['postgres', 'temporal', 'temporalUi', 'nats']);
  const postgres = {
    port: ports.postgres,
    password: 'test',
    dataDir: join(folder, 'postgres'),
    logFile: join(folder, 'postgres.log'),
    durable: false,
  };
  const parts = [
    await postgresPart(postgres),
    temporalPart({
      executable: requireTool('temporal'),
      port: ports.temporal,
      uiPort: ports.temporalUi,
      namespace: 'default',
      logFile: join(folder, 'temporal.log'),
      databaseFile: undefined,
    }),
    natsPart({
      executable: requireTool('nats-server'),
      port: ports.nats,
      storeDir: join(folder, 'nats'),
      logFile: join(folder, 'nats.log'),
    }),
  ];
  const silent = { onProcess: () => {}, onDeath: () => {}, onRecovery: () => {} };
  const servers = parts.map((part) => supervise(part, silent));
  const killAll = () => {
    for (const server of servers) server.killNow();
  };
  process.once('exit', killAll);
  const stopAll = async () => {
    await Promise.all(servers.map((server) => server.stop()));
    process.removeListener('exit', killAll);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all(servers.map((server) => server.start()));
  } catch (error) {
    await stopAll();
    throw error;
  }
  project.provide('postgresAdminUrl', postgresUrl(postgres, 'postgres'));
  project.provide('temporalAddress', `127.0.0.1:${ports.temporal}`);
  project.provide('natsUrl', `nats://127.0.0.1:${ports.nats}`);
  return stopAll;
}
