import type { LocalStackConfig } from '../../config/local-stack.ts';
import { readStackFile } from '../stack/stack-file.ts';

const portOf = (address: string | undefined) => (address === undefined ? '' : new URL(address).port);

/** The environment of what `npm start` runs, where nothing else is set: what is set goes first. */
export function environmentOfStack(
  { home }: Pick<LocalStackConfig, 'home'>,
  env: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const left = readStackFile(home);
  if (left === undefined) return env;
  const { api, temporal, postgres, nats, sandbox } = left.addresses;
  const isSandbox = left.broker?.mode === 'sandbox';
  const known = {
    DATABASE_URL: postgres,
    TEMPORAL_ADDRESS: temporal,
    NATS_URL: nats,
    SANDBOX_URL: sandbox,
    API_URL: api,
    API_PORT: portOf(api),
    ALPACA_ENV: left.broker?.mode,
    METRICS_PORT: left.metricsPort === undefined ? undefined : String(left.metricsPort),
    ...(isSandbox ? { APCA_API_KEY_ID: left.broker?.keyId, APCA_API_SECRET_KEY: 'local' } : {}),
  };
  const isSet = (value: string | undefined) => value !== undefined && value !== '';
  const lacking = Object.entries(known).filter(([name, value]) => isSet(value) && !isSet(env[name]));
  return { ...env, ...Object.fromEntries(lacking) };
}
