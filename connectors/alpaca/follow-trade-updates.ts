import { streaming } from '@alpacahq/alpaca-trade-api';
import { SourceOutage } from '../../domain/outage.ts';
import type { TradeUpdateListener } from '../../domain/ports/broker.ts';
import type { Logger } from '../../telemetry/log.ts';
import { checkAnswer } from '../http/parse-answer.ts';
import type { AlpacaCredentials } from './credentials.ts';
import { tradeUpdateAnswer } from './execution-answer.ts';
import { createStreamSockets } from './stream-sockets.ts';
import { createTurns } from './turns.ts';

export interface StreamTimings {
  /** A ping this often, and this long for its answer: together the age at which a silent socket is found dead. */
  readonly pingIntervalMs: number;
  readonly pongWaitMs: number;
  /** From opening the connection to the acknowledged subscription. */
  readonly listeningWithinMs: number;
  readonly initialReconnectMs: number;
  readonly maxReconnectMs: number;
}

export const STREAM_TIMINGS: StreamTimings = {
  pingIntervalMs: 5_000,
  pongWaitMs: 4_000,
  listeningWithinMs: 10_000,
  initialReconnectMs: 500,
  maxReconnectMs: 15_000,
};

const CHANNEL = 'trade_updates';
const ASKED = { source: 'alpaca', request: CHANNEL };

/**
 * Follows an account's trade updates until `signal` aborts, then resolves. Every event reaches the listener once, in
 * the order of arrival, the next one only after it has resolved. Alpaca repeats nothing after a lost connection:
 * `onConnected` is the moment to catch up over REST.
 * @throws what the listener threw; SourceOutage `unauthorized` for refused keys, and `malformed` for a frame that
 * cannot be read (that event is lost: catch up and follow again).
 */
export async function followTradeUpdates(
  options: {
    readonly url: string;
    readonly credentials: AlpacaCredentials;
    readonly logger: Logger;
    readonly timings: StreamTimings;
  },
  listener: TradeUpdateListener,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  const { url, credentials, logger, timings } = options;
  const { promise: ended, resolve: end, reject: fail } = Promise.withResolvers<undefined>();
  const turns = createTurns(fail);
  const sockets = createStreamSockets(timings.listeningWithinMs);
  const stream = new streaming.TradingStream({
    credentials: { keyId: credentials.keyId, secret: credentials.secretKey },
    url,
    maxReconnectAttempts: streaming.UNLIMITED_RECONNECT_ATTEMPTS,
    initialReconnectMs: timings.initialReconnectMs,
    maxReconnectMs: timings.maxReconnectMs,
    pingIntervalMs: timings.pingIntervalMs,
    pongWaitMs: timings.pongWaitMs,
    wsFactory: (address) => sockets.open(address),
  });
  // The SDK swallows what a handler throws.
  const orFail = (handle: () => void): void => {
    try {
      handle();
    } catch (error) {
      fail(error);
    }
  };
  let lastError: string | undefined;

  stream.onTradeUpdate((update) =>
    orFail(() => {
      if (!isForShares(update)) return;
      const parsed = checkAnswer(tradeUpdateAnswer, frameData(update), ASKED);
      turns.add(async () => await listener.onUpdate(parsed));
    }),
  );
  stream.on(streaming.EVENT.SUBSCRIPTION, (channels: readonly unknown[]) => {
    if (!channels.includes(CHANNEL)) return;
    sockets.listening();
    lastError = undefined;
    logger.info({ stream: CHANNEL }, 'listening');
    turns.add(async () => await listener.onConnected());
  });
  stream.onError((text) => {
    lastError = text;
    const kind = kindOfStreamError(text);
    if (kind !== undefined) fail(new SourceOutage({ ...ASKED, kind, reason: text }));
  });
  const onDisconnect = (): void =>
    orFail(() => {
      const reason = lastError ?? 'the connection was closed';
      logger.warn({ stream: CHANNEL, reason }, 'disconnected');
      listener.onDisconnected(reason);
    });
  stream.onDisconnect(onDisconnect);
  stream.subscribeTradeUpdates();

  const abort = (): void => end(undefined);
  signal.addEventListener('abort', abort, { once: true });
  try {
    stream.connect();
    await ended;
  } finally {
    signal.removeEventListener('abort', abort);
    stream.off(streaming.STATE.DISCONNECTED, onDisconnect);
    sockets.close();
    stream.disconnect();
    await turns.stop();
  }
}

/** The SDK tells these ends of a stream by words alone; everything else it reconnects after. */
function kindOfStreamError(text: string): 'unauthorized' | 'malformed' | undefined {
  if (text === 'auth failed') return 'unauthorized';
  return /^failed to (decode|process) message/.test(text) ? 'malformed' : undefined;
}

function isForShares(update: streaming.TradeUpdate): boolean {
  return update.order.assetClass === undefined || update.order.assetClass === 'us_equity';
}

/** The frame as it came, but for the time stamp, which the SDK has made a Date. */
function frameData(update: streaming.TradeUpdate): unknown {
  const at = update.timestamp;
  if (at === undefined) return update;
  return { ...update, timestamp: Number.isNaN(at.getTime()) ? String(at) : at.toISOString() };
}
