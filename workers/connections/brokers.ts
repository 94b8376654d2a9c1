import type { Config } from '../../config/config.ts';
import { createAlpacaBroker } from '../../connectors/alpaca/broker.ts';
import { alpacaEndpoints } from '../../connectors/alpaca/endpoints.ts';
import { createAlpacaCalendar } from '../../connectors/alpaca/market-calendar.ts';
import { createAlpacaMarketData } from '../../connectors/alpaca/market-data.ts';
import type { BrokerAccountRow } from '../../db/schema.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { Broker, TradeUpdateListener } from '../../domain/ports/broker.ts';
import type { MarketCalendar } from '../../domain/ports/market-calendar.ts';
import type { MarketData } from '../../domain/ports/market-data.ts';
import type { KeyParts } from '../../domain/stored-key.ts';
import type { Logger } from '../../telemetry/log.ts';
import type { KeyRing, RingKey } from '../keys/key-ring.ts';

/** What of an account's row finds its keys; without an id it has none that are stored. */
export type AccountKeys = Pick<BrokerAccountRow, 'name' | 'mode' | 'keyRef'> & { readonly id?: string };

/** The broker's faces for one account. */
export interface AccountConnections {
  readonly broker: Broker;
  readonly marketData: MarketData;
  readonly calendar: MarketCalendar;
}

export interface Brokers {
  /** The account's connections, by its newest stored key that has been proven, else by the environment's. */
  readonly of: (account: AccountKeys) => AccountConnections;
  /** By the keys of the environment; undefined where it has none for the account. */
  readonly byEnvironment: (account: AccountKeys) => Broker | undefined;
  /** By the environment's own pair of keys, whatever it opens; undefined where it has none, as in the sandbox. */
  readonly ofEnvironment: () => Broker | undefined;
  /** By these keys, whatever they open. */
  readonly with: (parts: KeyParts) => Broker;
}

interface Kept {
  readonly keyName: string;
  readonly byThisKey: AccountConnections;
  readonly connections: AccountConnections;
}

/**
 * Connections to the broker, made when first needed and kept for as long as their key is the account's. Once the broker
 * has taken a stored key of the account, the environment's is not used for it for as long as a stored one stands,
 * whatever becomes of that. In the sandbox the account's key reference is the key id itself; elsewhere it names the one
 * key pair of this process's configuration.
 */
export function createBrokers(config: Config['broker'], logger: Logger, ring: KeyRing): Brokers {
  const kept = new Map<string, Kept>();
  const endpoints = alpacaEndpoints(config.mode, config.mode === 'sandbox' ? config.sandboxUrl : undefined);
  const liveTradingConfirmed = config.mode !== 'sandbox' && config.liveTradingConfirmed;
  const connect = ({ keyId = '', secret }: KeyParts): AccountConnections => {
    const credentials = { keyId, secretKey: secret };
    const options = { mode: config.mode, endpoints, credentials, logger };
    return {
      broker: createAlpacaBroker({ ...options, liveTradingConfirmed }),
      marketData: createAlpacaMarketData(options),
      calendar: createAlpacaCalendar(options),
    };
  };

  const current = (account: AccountKeys): Kept => {
    if (account.mode !== config.mode) throw noKeys(account, `this worker runs ${config.mode}`);
    const stored = account.id === undefined ? [] : ring.of('alpaca', account.id);
    const key = newestProven(account, stored);
    const parts = key?.parts ?? environmentsKey(config, account);
    if (parts === undefined) throw noKeys(account, 'the environment has none, and none is stored and proven');
    if (key !== undefined) ring.noteUse(key);
    const [place, keyName] = [account.id ?? account.keyRef, key?.id ?? `environment ${account.keyRef}`];
    const known = kept.get(place);
    if (known?.keyName === keyName) return known;
    const byThisKey = connect(parts);
    const made = { keyName, byThisKey, connections: followingKeys(account, byThisKey) };
    kept.set(place, made);
    return made;
  };
  // The stream outlives its key: it goes on with the next one.
  const followingKeys = (account: AccountKeys, { broker, ...rest }: AccountConnections) => ({
    ...rest,
    broker: {
      ...broker,
      followTradeUpdates: async (listener: TradeUpdateListener, signal: AbortSignal) => {
        while (!signal.aborted) {
          const until = AbortSignal.any([signal, ring.changed()]);
          await current(account).byThisKey.broker.followTradeUpdates(listener, until);
        }
      },
    },
  });

  return {
    of: (account) => current(account).connections,
    byEnvironment(account) {
      const parts = account.mode === config.mode ? environmentsKey(config, account) : undefined;
      return parts === undefined ? undefined : connect(parts).broker;
    },
    ofEnvironment: () =>
      config.mode === 'sandbox' || config.secretKey === 'stored'
        ? undefined
        : connect({ keyId: config.keyId, secret: config.secretKey.reveal() }).broker,
    with: (parts) => connect(parts).broker,
  };
}

/** @throws SourceOutage when the broker has taken one that does not open here: no other key takes its place. */
function newestProven(account: AccountKeys, stored: readonly RingKey[]): RingKey | undefined {
  const proven = stored.filter(({ isProven }) => isProven);
  const opened = proven.find(({ parts }) => parts !== undefined);
  if (opened !== undefined || proven.length === 0) return opened;
  throw noKeys(account, 'STORED_KEYS_KEY of this process does not open its stored key');
}

function environmentsKey(config: Config['broker'], account: AccountKeys): KeyParts | undefined {
  const { mode, keyId, secretKey } = config;
  // In the sandbox any secret opens the account that the key id names.
  if (mode === 'sandbox') {
    return { keyId: account.keyRef, secret: secretKey === 'stored' ? secretKey : secretKey.reveal() };
  }
  if (account.keyRef !== keyId || secretKey === 'stored') return undefined;
  return { keyId, secret: secretKey.reveal() };
}

/** An account must not be traded with the keys of another. */
function noKeys(account: AccountKeys, reason: string): SourceOutage {
  return new SourceOutage({
    source: 'alpaca',
    request: `account ${account.name}`,
    kind: 'unauthorized',
    reason: `no keys for the ${account.mode} account ${account.keyRef}: ${reason}`,
  });
}
