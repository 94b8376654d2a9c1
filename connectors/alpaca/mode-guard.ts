import type { AccountMode } from '../../domain/account-mode.ts';
import type { AlpacaCredentials } from './credentials.ts';
import { type AlpacaEndpoints, alpacaEndpoints } from './endpoints.ts';

/** Mode, host and kind of key contradict each other. A bug or a wrong setting: nothing is sent. */
export class BrokerModeMismatch extends Error {
  override readonly name = 'BrokerModeMismatch';
}

/** Mode `live` trades real money and nobody said yes to that. */
export class LiveTradingNotConfirmed extends Error {
  override readonly name = 'LiveTradingNotConfirmed';
  constructor() {
    super('mode live trades real money: it needs an explicit confirmation');
  }
}

export interface ModeFacts {
  readonly mode: AccountMode;
  readonly endpoints: AlpacaEndpoints;
  readonly credentials: AlpacaCredentials;
  /** Said once, in words, by the person who runs this. Needed for orders in mode `live`. */
  readonly liveTradingConfirmed?: boolean;
}

/** As Alpaca's dashboard issues them: paper keys begin with PK, live ones with AK. */
const KEY_PREFIX_OF_OTHER_MODE = { paper: 'AK', live: 'PK' } as const;

/**
 * Stops unless mode, hosts and keys belong together: sandbox speaks to loopback only, paper and live only to their
 * own hosts with their own kind of key.
 * @throws BrokerModeMismatch
 */
export function assertModeAgrees(facts: ModeFacts): void {
  const { mode, endpoints, credentials } = facts;
  if (credentials.keyId === '' || credentials.secretKey === '') {
    throw new BrokerModeMismatch(`mode ${mode} needs a key id and a secret key`);
  }
  if (mode === 'sandbox') {
    for (const url of addresses(endpoints)) {
      if (!isLoopback(url)) throw new BrokerModeMismatch(`mode sandbox may not reach ${new URL(url).host}`);
    }
    return;
  }
  const own = addresses(alpacaEndpoints(mode));
  if (addresses(endpoints).some((url, index) => url !== own[index])) {
    throw new BrokerModeMismatch(
      `mode ${mode} goes to ${own.join(', ')}, not to ${addresses(endpoints).join(', ')}`,
    );
  }
  if (credentials.keyId.startsWith(KEY_PREFIX_OF_OTHER_MODE[mode])) {
    throw new BrokerModeMismatch(`mode ${mode} was given a key of the other mode`);
  }
}

/**
 * `assertModeAgrees`, and in mode live the confirmation. Made before every order.
 * @throws BrokerModeMismatch, LiveTradingNotConfirmed
 */
export function assertMayTrade(facts: ModeFacts): void {
  assertModeAgrees(facts);
  if (facts.mode === 'live' && facts.liveTradingConfirmed !== true) throw new LiveTradingNotConfirmed();
}

/**
 * `fetch` that goes to the origin of `baseUrl` and nowhere else.
 * @throws BrokerModeMismatch before a byte is sent.
 */
export function fetchOnly(baseUrl: string): (url: string, init: RequestInit) => Promise<Response> {
  const { origin } = new URL(baseUrl);
  return async (url, init) => {
    if (new URL(url).origin !== origin) {
      throw new BrokerModeMismatch(`a request for ${origin} was about to go to ${new URL(url).host}`);
    }
    return await fetch(url, { ...init, redirect: 'error' });
  };
}

function addresses(endpoints: AlpacaEndpoints): string[] {
  const { tradingUrl, dataUrl, tradeUpdatesUrl, marketStreamUrl } = endpoints;
  return [tradingUrl, dataUrl, tradeUpdatesUrl, marketStreamUrl];
}

function isLoopback(address: string): boolean {
  const { hostname } = new URL(address);
  return (
    hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  );
}
