import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import { z } from 'zod';
import type { TickFeed, TickSender } from '../../domain/ports/market-ticks.ts';
import type { Logger } from '../../telemetry/log.ts';
import { closeNats, connectNats } from './connect.ts';

/** Outside the stream's `alphaflow.>`: JetStream keeps none of it. */
const subjectOf = (streamId: string, symbol: string) => `market.${streamId}.tick.${symbol}`;
const AGAIN_MS = 1_000;

const quote = z.object({
  bid: z.string(),
  ask: z.string(),
  bidSize: z.string(),
  askSize: z.string(),
  at: z.string(),
});
const lastTrade = z.object({ price: z.string(), size: z.string(), at: z.string() });
const tick = z.object({
  symbol: z.string().min(1),
  quote: quote.exactOptional(),
  lastTrade: lastTrade.exactOptional(),
});

/** Sends ticks over core NATS. While the server is away they are dropped: the next one says more than all of them. */
export function createNatsTickSender(options: {
  readonly url: string;
  readonly logger: Logger;
}): TickSender & {
  close(): Promise<void>;
} {
  const line = connectInBackground({ ...options, name: 'market ticks' });
  return {
    send(streamId, one) {
      const connection = line.current();
      if (connection === undefined) return;
      connection.publish(subjectOf(streamId, one.symbol), JSON.stringify(one));
    },
    close: () => line.close(),
  };
}

/** Hears the ticks that workers send, over core NATS. */
export function createNatsTickFeed(options: { readonly url: string; readonly logger: Logger }): TickFeed {
  const { logger } = options;
  const wanted = new Set<(connection: NatsConnection) => void>();
  const line = connectInBackground({
    ...options,
    name: 'tick feed',
    onConnected: (connection) => {
      for (const subscribe of wanted) subscribe(connection);
    },
  });
  return {
    listen(streamId, onTick) {
      let subscription: Subscription | undefined;
      const subscribe = (connection: NatsConnection) => {
        subscription = connection.subscribe(subjectOf(streamId, '>'), {
          callback: (error, message) => {
            if (error !== null) return;
            try {
              onTick(tick.parse(message.json()));
            } catch (fault) {
              logger.error({ err: fault, subject: message.subject }, 'a message of the bus is no tick');
            }
          },
        });
      };
      wanted.add(subscribe);
      const connection = line.opened();
      if (connection !== undefined) subscribe(connection);
      return () => {
        wanted.delete(subscribe);
        subscription?.unsubscribe();
      };
    },
    close: () => line.close(),
  };
}

/** A connection that is made as soon as the server is there, and once only; the library keeps it from then on. */
function connectInBackground(options: {
  readonly url: string;
  readonly name: string;
  readonly logger: Logger;
  readonly onConnected?: (connection: NatsConnection) => void;
}) {
  let connection: NatsConnection | undefined;
  let isUp = false;
  let isClosed = false;
  let again: NodeJS.Timeout | undefined;

  const watch = async (opened: NatsConnection): Promise<void> => {
    for await (const { type } of opened.status()) {
      if (type === 'disconnect') isUp = false;
      if (type === 'reconnect') isUp = true;
    }
  };
  const open = async (): Promise<void> => {
    try {
      const opened = await connectNats(options);
      if (isClosed) return await closeNats(opened);
      connection = opened;
      isUp = true;
      void watch(opened);
      options.onConnected?.(opened);
    } catch {
      // The relay and the event feed tell of a server that is away.
      if (!isClosed) again = setTimeout(() => void open(), AGAIN_MS);
    }
  };
  const opening = open();
  return {
    /** Undefined while the server cannot be reached. */
    current: () => (isUp ? connection : undefined),
    /** Also one whose server is away at this moment: what is subscribed on it is subscribed again. */
    opened: () => connection,
    async close() {
      isClosed = true;
      clearTimeout(again);
      await opening;
      if (connection !== undefined) await closeNats(connection);
    },
  };
}
