import { resolve } from 'node:path';
import { Secret } from './secret.ts';
import type { Variables } from './variables.ts';

/** What the launcher runs on this machine; a part with an outside address is used, not started. */
export interface LocalStackConfig {
  /** Absolute path of the local state folder. */
  readonly home: string;
  readonly ports: {
    readonly postgres: number;
    readonly temporal: number;
    readonly temporalUi: number;
    readonly nats: number;
    readonly sandbox: number;
    readonly api: number;
    readonly metrics: number;
  };
  readonly outside: {
    readonly databaseUrl: Secret | undefined;
    readonly temporalAddress: string | undefined;
    readonly natsUrl: string | undefined;
    readonly sandboxUrl: string | undefined;
  };
  /** Given from outside; else the launcher keeps one in its folder. */
  readonly secretsKey: Secret | undefined;
  readonly brokerMode: Variables['ALPACA_ENV'];
  readonly brokerKeyId: string | undefined;
  readonly dataSource: Variables['DATA_SOURCES'];
  readonly temporalNamespace: string;
  /** What goes through Temporal is encrypted, and its Web UI has to ask the API. */
  readonly isEncrypted: boolean;
  readonly temporalCliPath: string | undefined;
  readonly natsServerPath: string | undefined;
}

export function toLocalStackConfig(variables: Variables): LocalStackConfig {
  return {
    home: resolve(variables.ALPHAFLOW_HOME),
    ports: {
      postgres: variables.POSTGRES_PORT,
      temporal: variables.TEMPORAL_PORT,
      temporalUi: variables.TEMPORAL_UI_PORT,
      nats: variables.NATS_PORT,
      sandbox: variables.SANDBOX_PORT,
      api: variables.API_PORT,
      metrics: variables.METRICS_PORT,
    },
    outside: {
      databaseUrl: variables.DATABASE_URL === undefined ? undefined : new Secret(variables.DATABASE_URL),
      temporalAddress: variables.TEMPORAL_ADDRESS,
      natsUrl: variables.NATS_URL,
      sandboxUrl: variables.SANDBOX_URL,
    },
    secretsKey:
      variables.ALPHAFLOW_SECRETS_KEY === undefined ? undefined : new Secret(variables.ALPHAFLOW_SECRETS_KEY),
    brokerMode: variables.ALPACA_ENV,
    brokerKeyId: variables.APCA_API_KEY_ID,
    dataSource: variables.DATA_SOURCES,
    temporalNamespace: variables.TEMPORAL_NAMESPACE,
    isEncrypted: variables.TEMPORAL_CODEC_KEY !== undefined,
    temporalCliPath: variables.TEMPORAL_CLI_PATH,
    natsServerPath: variables.NATS_SERVER_PATH,
  };
}
