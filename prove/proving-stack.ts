import { rmSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefaultLogger } from '@temporalio/worker';
import type { Kysely } from 'kysely';
import { readLocalStackConfig } from '../config/env.ts';
import { createDatabase } from '../db/client.ts';
import { migrateToLatest } from '../db/migrate.ts';
import type { Database } from '../db/schema.ts';
import { projectRoot } from '../launcher/find-tool.mjs';
import { openHome } from '../launcher/stack/home.ts';
import { ensureLocalOwner, keepCredentials } from '../launcher/stack/local-owner.ts';
import { createLocalStack } from '../launcher/stack/local-stack.ts';
import type { Part, PartName } from '../launcher/stack/part.ts';
import { enterOpenSession } from '../launcher/stack/sandbox-session.ts';
import { readStackFile } from '../launcher/stack/stack-file.ts';
import { neededPorts, planStack } from '../launcher/stack/stack-plan.ts';
import { resolvePorts } from '../launcher/stack/stack-ports.ts';
import { worldOf } from '../launcher/stack/world.ts';
import { createSandboxControl, type SandboxControl } from '../tests/support/sandbox-control.ts';
import { bundleWorkflows } from '../workers/bundling/bundle-workflows.ts';
import { type ArmedCrashes, openArmedCrashes } from './armed-crashes.ts';
import { createWorkerPool } from './worker-pool.ts';

const MARKET_SEED = 7;
const NO_PORTS = { api: 0, metrics: 0, nats: 0, postgres: 0, sandbox: 0, temporal: 0, temporalUi: 0 };

/** The whole of `npm start` in a temp folder, its workers able to die where a crash is armed. */
export interface ProvingStack {
  readonly db: Kysely<Database>;
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly natsUrl: string;
  readonly sandboxUrl: string;
  readonly sandbox: SandboxControl;
  readonly armed: ArmedCrashes;
  /** SIGKILL to a part. False when it does not run at this moment. */
  kill(part: PartName): boolean;
  workerDeaths(): number;
  /** Stops every process by its id and removes the folder. */
  stop(): Promise<void>;
}

/** @param workers how many run side by side, so that another one goes on while a dead one is started again */
export async function startProvingStack({ workers }: { readonly workers: number }): Promise<ProvingStack> {
  const home = await mkdtemp(join(tmpdir(), 'alphaflow-prove-'));
  await chmod(home, 0o755);
  const config = readLocalStackConfig({ ALPHAFLOW_HOME: home });
  const folders = openHome(home);
  const world = worldOf(
    { mode: 'sandbox', keyId: undefined, seed: MARKET_SEED, barsDir: undefined },
    folders.data,
  );
  const ports = await resolvePorts(NO_PORTS, neededPorts(config));
  const plan = await planStack({ config, folders, ports, world, seed: MARKET_SEED, barsDir: undefined });
  const env = {
    ...plan.env,
    DATA_SOURCES: 'sandbox',
    INTEGRATION_PROBE_MINUTES: '0',
    LOG_LEVEL: 'warn',
  };
  const sandboxUrl = plan.addresses.sandbox ?? '';
  const owner = keepCredentials(home);
  const armedFolder = join(home, 'crashes');
  const bundleFile = join(home, 'workflows.js');

  const servers = createLocalStack({
    home,
    plan: {
      ...plan,
      servers: plan.servers.map(withoutRateLimit),
      ours: plan.ours.filter(({ name }) => name === 'api').map((part) => ({ ...part, env })),
    },
    database: world.database,
    reporter: { line: () => {}, partReady: () => {}, warn: () => {} },
    prepareDatabase: async (url) => {
      const applied = await migrateToLatest(url);
      await ensureLocalOwner(url, owner, { mode: 'sandbox', keyRef: world.keyId });
      return applied;
    },
  });
  const workerPart = plan.ours.find(({ name }) => name === 'worker');
  if (workerPart === undefined) throw new Error('the plan of the stack has no worker');
  const pool = createWorkerPool(
    (index) => ({
      ...workerPart,
      env,
      args: [join(projectRoot, 'prove', 'crashing-worker.ts'), armedFolder, sandboxUrl, bundleFile],
      listens: [],
      logFile: join(folders.logs, `worker-${index}.log`),
    }),
    workers,
  );

  const killNow = () => {
    pool.killNow();
    servers.killNow();
    rmSync(home, { recursive: true, force: true });
  };
  process.once('exit', killNow);
  let db: Kysely<Database> | undefined;
  const stop = async () => {
    await db?.destroy();
    await pool.stop();
    await servers.stop();
    process.removeListener('exit', killNow);
    await rm(home, { recursive: true, force: true });
  };

  try {
    const armed = openArmedCrashes(armedFolder);
    const [{ code }] = await Promise.all([
      bundleWorkflows({ logger: new DefaultLogger('ERROR') }),
      servers.start(),
    ]);
    await writeFile(bundleFile, code);
    await enterOpenSession(sandboxUrl, world.keyId);
    await pool.start();
    db = createDatabase({ url: plan.databaseUrl, poolMax: 10 });
    return {
      db,
      apiUrl: plan.addresses.api,
      apiKey: owner.apiKey,
      natsUrl: plan.addresses.nats,
      sandboxUrl,
      sandbox: createSandboxControl(() => sandboxUrl),
      armed,
      kill(part) {
        if (part === 'worker') return pool.killOne() !== undefined;
        const pid = readStackFile(home)?.processes[part]?.[0];
        if (pid !== undefined) process.kill(pid, 'SIGKILL');
        return pid !== undefined;
      },
      workerDeaths: () => pool.deaths(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function withoutRateLimit(part: Part): Part {
  return part.name === 'sandbox' ? { ...part, args: [...part.args, '--rate-limit', '0'] } : part;
}
