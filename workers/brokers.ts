import type { Config } from '../config/config.ts';
import { createAlpacaBroker } from '../connectors/alpaca/broker.ts';
import { alpacaEndpoints } from '../connectors/alpaca/endpoints.ts';
import { createAlpacaCalendar } from '../connectors/alpaca/market-calendar.ts';
import { createAlpacaMarketData } from '../connectors/alpaca/market-data.ts';
import type { BrokerAccountRow } from '../db/schema.ts';
import { SourceOutage } from '../domain/outage.ts';
import type { Broker } from '../domain/ports/broker.ts';
import type { MarketCalendar } from '../domain/ports/market-calendar.ts';
import type { MarketData } from '../domain/ports/market-data.ts';
import type { Logger } from '../telemetry/log.ts';

/** What of an account's row finds its keys. */
export type AccountKeys = Pick<BrokerAccountRow, 'name' | 'mode' | 'keyRef'>;

/** The broker's faces for one account. */
export interface AccountConnections {
  readonly broker: Broker;
  readonly marketData: MarketData;
  readonly calendar: MarketCalendar;
}

/**
 * Connections to the broker, one pair an account, made when first needed and kept. In the sandbox the account's key
 * reference is the key id itself; elsewhere it names the one key pair of this process's configuration.
 */
export function createBrokers(
  config: Config['broker'],
  logger: Logger,
): (account: AccountKeys) => AccountConnections {
  const connections = new Map<string, AccountConnections>();
  return (account) => {
    const known = connections.get(account.keyRef);
    if (known !== undefined && account.mode === config.mode) return known;
    const credentials = credentialsOf(config, account);
    const endpoints = alpacaEndpoints(config.mode, config.mode === 'sandbox' ? config.sandboxUrl : undefined);
    const options = { mode: config.mode, endpoints, credentials, logger };
    const made = {
      broker: createAlpacaBroker({
        ...options,
        liveTradingConfirmed: config.mode !== 'sandbox' && config.liveTradingConfirmed,
      }),
      marketData: createAlpacaMarketData(options),
      calendar: createAlpacaCalendar(options),
    };
    connections.set(account.keyRef, made);
    return made;
  };
}

/** @throws SourceOutage when this process has no keys for the account: it must not trade it with others. */
function credentialsOf(config: Config['broker'], account: AccountKeys) {
  const mine = account.mode === config.mode && (config.mode === 'sandbox' || account.keyRef === config.keyId);
  if (!mine) {
    throw new SourceOutage({
      source: 'alpaca',
      request: `account ${account.name}`,
      kind: 'unauthorized',
      reason: `this worker runs ${config.mode} and has no keys for a ${account.mode} account ${account.keyRef}`,
    });
  }
  const keyId = config.mode === 'sandbox' ? account.keyRef : config.keyId;
  return { keyId, secretKey: config.secretKey.reveal() };
}
