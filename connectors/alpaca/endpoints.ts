import type { AccountMode } from '../../domain/account-mode.ts';
import { baseUrlOf } from '../http/base-url.ts';

/** Where one mode's servers are; base addresses without a trailing slash. */
export interface AlpacaEndpoints {
  readonly tradingUrl: string;
  readonly dataUrl: string;
  /** The trade-update WebSocket, path included. */
  readonly tradeUpdatesUrl: string;
  /** The market WebSocket without its feed: `/iex` or `/sip` is appended. */
  readonly marketStreamUrl: string;
}

/** Alpaca's own hosts: docs.alpaca.markets, "Authentication" and "Websocket Streaming". */
const REAL: Readonly<Record<'paper' | 'live', AlpacaEndpoints>> = {
  paper: {
    tradingUrl: 'https://paper-api.alpaca.markets',
    dataUrl: 'https://data.alpaca.markets',
    tradeUpdatesUrl: 'wss://paper-api.alpaca.markets/stream',
    marketStreamUrl: 'wss://stream.data.alpaca.markets/v2',
  },
  live: {
    tradingUrl: 'https://api.alpaca.markets',
    dataUrl: 'https://data.alpaca.markets',
    tradeUpdatesUrl: 'wss://api.alpaca.markets/stream',
    marketStreamUrl: 'wss://stream.data.alpaca.markets/v2',
  },
};

/**
 * The addresses of a mode. `sandboxUrl` is needed for `sandbox`, and only there.
 * @throws TypeError when it is missing or given for a mode that has fixed hosts.
 */
export function alpacaEndpoints(mode: AccountMode, sandboxUrl?: string): AlpacaEndpoints {
  if (mode !== 'sandbox') {
    if (sandboxUrl !== undefined) throw new TypeError(`mode ${mode} takes no sandbox address`);
    return REAL[mode];
  }
  if (sandboxUrl === undefined) throw new TypeError('mode sandbox needs the address of the sandbox');
  const base = baseUrlOf(sandboxUrl);
  const sockets = base.replace(/^http/, 'ws');
  return {
    tradingUrl: base,
    dataUrl: base,
    tradeUpdatesUrl: `${sockets}/stream`,
    marketStreamUrl: `${sockets}/v2`,
  };
}
