import { rmSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { readLocalStackConfig } from '../../config/env.ts';
import { createDatabase } from '../../db/client.ts';
import { migrateToLatest } from '../../db/migrate.ts';
import type { Database } from '../../db/schema.ts';
import { ensureDatabase } from '../../launcher/parts/postgres.ts';
import { claimPort } from '../../launcher/stack/free-port.ts';
import { openHome } from '../../launcher/stack/home.ts';
import { ensureLocalOwner, keepCredentials } from '../../launcher/stack/local-owner.ts';
import { enterOpenSession } from '../../launcher/stack/sandbox-session.ts';
import { neededPorts, planStack } from '../../launcher/stack/stack-plan.ts';
import { resolvePorts } from '../../launcher/stack/stack-ports.ts';
import { type Supervised, supervise } from '../../launcher/stack/supervise.ts';
import { worldOf } from '../../launcher/stack/world.ts';
import { createSandboxControl, type SandboxControl } from '../../tests/support/sandbox-control.ts';
import { topologyParts } from './topology-parts.ts';

const MARKET_SEED = 7;
const NO_PORTS = { api: 0, metrics: 0, nats: 0, postgres: 0, sandbox: 0, temporal: 0, temporalUi: 0 };

/** The services of docker-compose.yml as processes of this machine, each started again when it dies. */
export interface TopologyStack {
  readonly db: Kysely<Database>;
  readonly apiUrl: string;
  /** Of each API process. */
  readonly apiUrls: readonly string[];
  readonly apiKey: string;
  readonly natsUrl: string;
  readonly sandboxUrl: string;
  readonly sandbox: SandboxControl;
  /** What can be killed, by name. */
  readonly names: readonly string[];
  /** SIGKILL; settles with the milliseconds until it serves again. @throws when it does not run */
  kill(name: string): Promise<number>;
  stop(): Promise<void>;
}

/** Starts two APIs, a worker a queue, and PostgreSQL, Temporal and NATS with the settings of the compose file. */
export async function startTopology(tell: (line: string) => void): Promise<TopologyStack> {
  const home = await mkdtemp(join(tmpdir(), 'alphaflow-topology-'));
  await chmod(home, 0o755);
  const config = readLocalStackConfig({ ALPHAFLOW_HOME: home });
  const folders = openHome(home);
  const asked = { mode: 'sandbox', keyId: undefined, seed: MARKET_SEED, barsDir: undefined } as const;
  const world = worldOf(asked, folders.data);
  const ports = await resolvePorts(NO_PORTS, neededPorts(config));
  const plan = await planStack({ config, folders, ports, world, seed: MARKET_SEED, barsDir: undefined });
  const free = async () => (await claimPort(0)) ?? 0;
  const { servers, ours, apiUrls, natsUrl } = topologyParts(plan, folders.logs, {
    nats: ports.nats,
    natsMonitor: await free(),
    apis: [ports.api, await free()],
    metrics: [ports.metrics, await free(), await free()],
  });
  const recovered = new Map<string, (ms: number) => void>();
  const members = new Map<string, Supervised>();
  for (const [name, part] of [...servers, ...ours]) {
    const member = supervise(part, {
      onProcess: () => {},
      onDeath: (_, how) => tell(`${name} is gone (${how})`),
      onRecovery: (_, ms) => recovered.get(name)?.(ms),
    });
    members.set(name, member);
  }
  const killNow = () => {
    for (const member of members.values()) member.killNow();
    rmSync(home, { recursive: true, force: true });
  };
  process.once('exit', killNow);
  let db: Kysely<Database> | undefined;
  const stop = async () => {
    await db?.destroy();
    const stopAll = (names: Iterable<string>) =>
      Promise.all([...names].map(async (name) => members.get(name)?.stop()));
    await stopAll(ours.keys());
    await stopAll(servers.keys());
    process.removeListener('exit', killNow);
    await rm(home, { recursive: true, force: true });
  };

  try {
    const startAll = (names: Iterable<string>) =>
      Promise.all([...names].map(async (name) => members.get(name)?.start()));
    await startAll(servers.keys());
    if (plan.embedded !== undefined) await ensureDatabase(plan.embedded, world.database);
    await migrateToLatest(plan.databaseUrl);
    const owner = keepCredentials(home);
    await ensureLocalOwner(plan.databaseUrl, owner, { mode: 'sandbox', keyRef: world.keyId });
    const sandboxUrl = plan.addresses.sandbox ?? '';
    await enterOpenSession(sandboxUrl, world.keyId);
    await startAll(ours.keys());
    db = createDatabase({ url: plan.databaseUrl, poolMax: 6 });
    return {
      db,
      apiUrl: apiUrls[0] ?? '',
      apiUrls,
      apiKey: owner.apiKey,
      natsUrl,
      sandboxUrl,
      sandbox: createSandboxControl(() => sandboxUrl),
      names: [...members.keys()].filter((name) => name !== 'sandbox'),
      async kill(name) {
        const pid = members.get(name)?.pid();
        if (pid === undefined) throw new Error(`${name} does not run`);
        const { promise, resolve } = Promise.withResolvers<number>();
        recovered.set(name, resolve);
        process.kill(pid, 'SIGKILL');
        return promise;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
