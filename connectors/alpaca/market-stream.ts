import { streaming } from '@alpacahq/alpaca-trade-api';
import { SourceOutage } from '../../domain/outage.ts';
import type { MarketStream, MarketStreamListener } from '../../domain/ports/market-stream.ts';
import type { Logger } from '../../telemetry/log.ts';
import type { AlpacaCredentials } from './credentials.ts';
import { STREAM_TIMINGS, type StreamTimings } from './follow-trade-updates.ts';
import {
  barOfFrame,
  quoteOfFrame,
  tradeOfCancel,
  tradeOfFrame,
  tradesOfCorrection,
} from './market-frames.ts';
import { createStreamSockets } from './stream-sockets.ts';

export interface MarketStreamTimings extends StreamTimings {
  /** Without any event for so long, though something is subscribed, the stream counts as silent. */
  readonly silentAfterMs: number;
}

export const MARKET_STREAM_TIMINGS: MarketStreamTimings = { ...STREAM_TIMINGS, silentAfterMs: 9_000 };

const ASKED = { source: 'alpaca-data', request: 'the market stream' };

/**
 * Opens Alpaca's market stream for shares (msgpack, one connection a key) and keeps it open until `close`. A socket
 * that answers no ping is found dead within 9 seconds, one that answers and brings nothing is told as silent.
 */
export function openMarketStream(
  options: {
    readonly url: string;
    readonly credentials: AlpacaCredentials;
    readonly logger: Logger;
    readonly timings?: MarketStreamTimings;
  },
  listener: MarketStreamListener,
): MarketStream {
  const { url, credentials, logger, timings = MARKET_STREAM_TIMINGS } = options;
  const { promise: ended, resolve: end, reject: fail } = Promise.withResolvers<void>();
  const sockets = createStreamSockets(timings.listeningWithinMs);
  const stream = new streaming.StockDataStream({
    credentials: { keyId: credentials.keyId, secret: credentials.secretKey },
    url,
    maxReconnectAttempts: streaming.UNLIMITED_RECONNECT_ATTEMPTS,
    initialReconnectMs: timings.initialReconnectMs,
    maxReconnectMs: timings.maxReconnectMs,
    pingIntervalMs: timings.pingIntervalMs,
    pongWaitMs: timings.pongWaitMs,
    wsFactory: (address) => sockets.open(address, { 'Content-Type': 'application/msgpack' }),
  });
  let silence: NodeJS.Timeout | undefined;
  let lastError: string | undefined;
  let isListening = false;
  let isClosed = false;

  const listenForSilence = (): void => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      if (isListening && isSubscribed(stream)) orFail(() => listener.onSilent(timings.silentAfterMs));
    }, timings.silentAfterMs);
  };
  // The SDK swallows what a handler throws.
  const orFail = (handle: () => void): void => {
    if (isClosed) return;
    try {
      handle();
    } catch (error) {
      const isValue = error instanceof RangeError;
      fail(
        isValue
          ? new SourceOutage({ ...ASKED, kind: 'malformed', reason: error.message }, { cause: error })
          : error,
      );
    }
  };
  const heard = (handle: () => void): void => {
    listenForSilence();
    orFail(handle);
  };

  stream.onTrade((frame) => heard(() => listener.onTrade?.(frame.symbol, tradeOfFrame(frame))));
  stream.onQuote((frame) => heard(() => listener.onQuote?.(frame.symbol, quoteOfFrame(frame))));
  stream.onBar((frame) => heard(() => listener.onBar?.(frame.symbol, barOfFrame(frame), false)));
  stream.onUpdatedBar((frame) => heard(() => listener.onBar?.(frame.symbol, barOfFrame(frame), true)));
  stream.onCancelError((frame) => heard(() => listener.onTrade?.(frame.symbol, tradeOfCancel(frame))));
  stream.onCorrection((frame) =>
    heard(() => {
      for (const trade of tradesOfCorrection(frame)) listener.onTrade?.(frame.symbol, trade);
    }),
  );
  // After the log-in nothing more need come before something is subscribed.
  stream.onStateChange((state) => {
    if (state === streaming.STATE.AUTHENTICATED) sockets.listening();
  });
  stream.on(streaming.EVENT.SUBSCRIPTION, () => {
    lastError = undefined;
    listenForSilence();
    if (isListening) return;
    isListening = true;
    logger.info({ stream: 'market' }, 'listening');
    orFail(() => listener.onConnected());
  });
  stream.onError((text) => {
    lastError = text;
    const kind = kindOfStreamError(text);
    if (kind !== undefined) fail(new SourceOutage({ ...ASKED, kind, reason: text }));
  });
  stream.onDisconnect(() => {
    isListening = false;
    const reason = lastError ?? 'the connection was closed';
    logger.warn({ stream: 'market', reason }, 'disconnected');
    orFail(() => listener.onDisconnected(reason));
  });
  // Whoever waits for it hears of it; without anybody it must not end the process.
  ended.catch(() => {});
  stream.connect();

  return {
    subscribeToTrades: (symbols) => stream.subscribeForTrades([...symbols]),
    subscribeToQuotes: (symbols) => stream.subscribeForQuotes([...symbols]),
    subscribeToBars: (symbols) => {
      stream.subscribeForBars([...symbols]);
      stream.subscribeForUpdatedBars([...symbols]);
    },
    unsubscribeFromTrades: (symbols) => stream.unsubscribeFromTrades([...symbols]),
    unsubscribeFromQuotes: (symbols) => stream.unsubscribeFromQuotes([...symbols]),
    unsubscribeFromBars: (symbols) => {
      stream.unsubscribeFromBars([...symbols]);
      stream.unsubscribeFromUpdatedBars([...symbols]);
    },
    ended,
    async close() {
      clearTimeout(silence);
      isClosed = true;
      sockets.close();
      stream.disconnect();
      end();
    },
  };
}

function isSubscribed(stream: streaming.StockDataStream): boolean {
  return Object.values(stream.getSubscriptions()).some((symbols) => symbols.length > 0);
}

/** Ends that no reconnecting mends; the SDK tells them by words alone. */
function kindOfStreamError(text: string): 'unauthorized' | 'refused' | 'malformed' | undefined {
  if (text === 'auth failed') return 'unauthorized';
  if (text === 'symbol limit exceeded' || text === 'insufficient subscription') return 'refused';
  return /^failed to (decode|process) message/.test(text) ? 'malformed' : undefined;
}
