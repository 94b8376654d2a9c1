import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { LocalStackConfig } from '../../config/local-stack.ts';
import { keepingCompiled } from '../keeping-compiled.ts';
import { apiPart } from '../parts/api.ts';
import { natsPart } from '../parts/nats.ts';
import { postgresPart, postgresUrl } from '../parts/postgres.ts';
import { sandboxPart } from '../parts/sandbox.ts';
import { temporalPart } from '../parts/temporal.ts';
import { workerPart } from '../parts/worker.ts';
import { requireTool } from '../require-tool.ts';
import { logFile } from './home.ts';
import type { Part } from './part.ts';
import { keepSecret, randomSecret } from './secret-file.ts';
import type { Addresses } from './stack-file.ts';
import type { StackPorts } from './stack-ports.ts';
import type { World } from './world.ts';

export interface PlanInputs {
  readonly config: LocalStackConfig;
  readonly folders: { readonly data: string; readonly logs: string };
  readonly ports: StackPorts;
  readonly world: World;
  readonly seed: number;
  readonly barsDir: string | undefined;
}

/** What is started, in two tiers: the servers, then our own processes that need them. */
export interface StackPlan {
  readonly servers: readonly Part[];
  readonly ours: readonly Part[];
  readonly addresses: Addresses;
  readonly databaseUrl: string;
  /** Set when the database is the embedded one, which may not hold our database yet. */
  readonly embedded: { readonly port: number; readonly password: string } | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** What stack.json tells beside processes and addresses. */
  readonly about: {
    readonly broker: { readonly mode: LocalStackConfig['brokerMode']; readonly keyId: string };
    readonly metricsPort: number;
  };
}

/** The ports that the parts of this configuration listen on. */
export function neededPorts(config: LocalStackConfig): readonly (keyof StackPorts)[] {
  const { outside } = config;
  return [
    ...(outside.databaseUrl === undefined ? (['postgres'] as const) : []),
    ...(outside.temporalAddress === undefined ? (['temporal', 'temporalUi'] as const) : []),
    ...(outside.natsUrl === undefined ? (['nats'] as const) : []),
    ...(runsSandbox(config) ? (['sandbox'] as const) : []),
    'api',
    'metrics',
  ];
}

/** Decides what runs and how the parts find each other; starts nothing. */
export async function planStack(inputs: PlanInputs): Promise<StackPlan> {
  const { config, folders, ports, world } = inputs;
  const { outside } = config;
  const log = (name: string) => logFile(folders.logs, name);
  const servers: Part[] = [];

  let embedded: StackPlan['embedded'];
  if (outside.databaseUrl === undefined) {
    embedded = {
      port: ports.postgres,
      password: keepSecret(join(config.home, 'postgres-password'), randomSecret),
    };
    const dataDir = join(folders.data, 'postgres');
    servers.push(await postgresPart({ ...embedded, dataDir, logFile: log('postgres'), durable: true }));
  }
  if (outside.temporalAddress === undefined) {
    servers.push(
      temporalPart({
        executable: requireTool('temporal'),
        port: ports.temporal,
        uiPort: ports.temporalUi,
        namespace: config.temporalNamespace,
        logFile: log('temporal'),
        codecEndpoint: config.isEncrypted ? `http://127.0.0.1:${ports.api}/codec` : undefined,
        databaseFile: world.temporalFile,
      }),
    );
  }
  if (outside.natsUrl === undefined) {
    const executable = requireTool('nats-server');
    servers.push(natsPart({ executable, port: ports.nats, storeDir: world.natsDir, logFile: log('nats') }));
  }
  if (runsSandbox(config)) {
    const { seed, barsDir } = inputs;
    servers.push(
      sandboxPart({
        port: ports.sandbox,
        seed,
        stateDir: world.sandboxDir,
        barsDir,
        logFile: log('sandbox'),
      }),
    );
  }

  const databaseUrl =
    outside.databaseUrl?.reveal() ?? postgresUrl(embedded ?? { port: 0, password: '' }, world.database);
  const addresses = addressesOf(inputs, databaseUrl);
  const env = environmentOf(inputs, addresses, databaseUrl);
  return {
    servers,
    ours: [
      workerPart({ env, metricsPort: ports.metrics, logFile: log('worker') }),
      apiPart({ env, port: ports.api, logFile: log('api') }),
    ],
    addresses,
    databaseUrl,
    embedded,
    env,
    about: { broker: { mode: config.brokerMode, keyId: world.keyId }, metricsPort: ports.metrics },
  };
}

function runsSandbox(config: LocalStackConfig): boolean {
  return (
    config.outside.sandboxUrl === undefined &&
    (config.brokerMode === 'sandbox' || config.dataSource === 'sandbox')
  );
}

function addressesOf({ config, ports }: PlanInputs, databaseUrl: string): Addresses {
  const { outside } = config;
  const embeddedTemporal = outside.temporalAddress === undefined;
  return {
    api: `http://127.0.0.1:${ports.api}`,
    temporal: outside.temporalAddress ?? `127.0.0.1:${ports.temporal}`,
    temporalUi: embeddedTemporal ? `http://127.0.0.1:${ports.temporalUi}` : undefined,
    postgres: databaseUrl,
    nats: outside.natsUrl ?? `nats://127.0.0.1:${ports.nats}`,
    sandbox: outside.sandboxUrl ?? (runsSandbox(config) ? `http://127.0.0.1:${ports.sandbox}` : undefined),
  };
}

/** The environment of our own processes: the caller's, and where everything is. */
function environmentOf(
  { config, ports, world }: PlanInputs,
  addresses: Addresses,
  databaseUrl: string,
): NodeJS.ProcessEnv {
  // Keys of a real account that happen to be in the caller's environment are never sent to the sandbox.
  const sandboxKeys =
    config.brokerMode === 'sandbox' ? { APCA_API_KEY_ID: world.keyId, APCA_API_SECRET_KEY: 'local' } : {};
  return {
    ...keepingCompiled(process.env),
    ALPHAFLOW_SECRETS_KEY:
      config.secretsKey?.reveal() ?? keepSecret(join(config.home, 'secrets-key'), randomSecret),
    STORED_KEYS_KEY:
      process.env['STORED_KEYS_KEY'] ||
      keepSecret(join(config.home, 'stored-keys-key'), () => `local:${randomBytes(32).toString('base64')}`),
    ALPHAFLOW_HOME: config.home,
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: addresses.temporal,
    TEMPORAL_NAMESPACE: config.temporalNamespace,
    NATS_URL: addresses.nats,
    ...(addresses.temporalUi === undefined ? {} : { TEMPORAL_UI_ORIGIN: addresses.temporalUi }),
    API_PORT: String(ports.api),
    METRICS_PORT: String(ports.metrics),
    ALPACA_ENV: config.brokerMode,
    ALERT_SECRET: process.env['ALERT_SECRET'] || keepSecret(join(config.home, 'alert-secret'), randomSecret),
    ...(addresses.sandbox === undefined ? {} : { SANDBOX_URL: addresses.sandbox }),
    ...sandboxKeys,
  };
}
