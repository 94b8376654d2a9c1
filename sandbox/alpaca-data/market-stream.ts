import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { StreamFaults } from '../world/stream-fault.ts';
import type { Clock, Market } from '../world/world.ts';
import { symbolsOf } from './stream-channels.ts';
import { createStreamCodec } from './stream-codec.ts';
import { createStreamConnection, type StreamConnection } from './stream-connection.ts';
import { eventsBetween, look, type Shown } from './stream-events.ts';

export interface MarketStream {
  /** Takes over an accepted socket of `/v2/iex`. */
  handle(socket: WebSocket, request: IncomingMessage): void;
  /** Drops every connection and stops. */
  close(): void;
}

/** Real time between two looks at the market: at most two quotes a second for each symbol. */
const lookEveryMs = 500;

interface MarketStreamOptions {
  readonly market: Market;
  readonly clock: Clock;
  readonly faults: StreamFaults;
  /** Keys that are refused with 402. */
  readonly refusedKeys?: ReadonlySet<string>;
}

/** Alpaca's real-time equities stream: trades, quotes, minute and daily bars, halts, by the simulated clock. */
export function createMarketStream(options: MarketStreamOptions): MarketStream {
  const { market, clock, faults, refusedKeys = new Set(['INVALID']) } = options;
  const connections = new Set<StreamConnection>();
  const heldKeys = new Map<string, WebSocket>();
  let shown = new Map<string, Shown>();

  const wantedSymbols = (): ReadonlySet<string> => {
    const wanted = new Set(
      [...connections].flatMap((connection) => [...symbolsOf(connection.subscriptions())]),
    );
    return wanted.has('*') ? new Set(market.assets().map((asset) => asset.symbol)) : wanted;
  };

  /** What is new is told against how things stood when somebody began to listen. */
  const noticeSymbols = (): void => {
    for (const symbol of wantedSymbols()) {
      if (!shown.has(symbol)) shown.set(symbol, look(market, symbol, clock.now()));
    }
  };

  const lookAround = (): void => {
    const now = clock.now();
    const next = new Map<string, Shown>();
    for (const symbol of wantedSymbols()) {
      const asset = market.asset(symbol);
      if (asset?.symbol !== symbol) continue;
      const [before, after] = [shown.get(symbol), look(market, symbol, now)];
      next.set(symbol, after);
      // Time went back when the clock was reset: nothing to tell.
      if (before === undefined || before.at > now) continue;
      const events = eventsBetween(market, asset, before, after);
      for (const connection of connections) connection.deliver(events);
    }
    shown = next;
  };

  const timer = setInterval(lookAround, lookEveryMs);
  timer.unref();
  const dropAll = (): void => {
    heldKeys.clear();
    for (const connection of connections) connection.drop();
  };
  const stopDrops = faults.onDrop('market-stream', dropAll);

  return {
    handle: (socket, request) => {
      const connection = createStreamConnection({
        socket,
        codec: createStreamCodec(request.headers['content-type']),
        faults,
        claimKey: (key) => {
          if (refusedKeys.has(key)) return 'refused';
          if (heldKeys.has(key)) return 'busy';
          heldKeys.set(key, socket);
          return 'granted';
        },
        marketSize: market.assets().length,
        onSubscribe: noticeSymbols,
      });
      connections.add(connection);
      socket.on('error', () => {
        socket.terminate();
      });
      socket.on('close', () => {
        connections.delete(connection);
        for (const [key, holder] of heldKeys) if (holder === socket) heldKeys.delete(key);
      });
    },
    close: () => {
      clearInterval(timer);
      stopDrops();
      dropAll();
    },
  };
}
