import type { LastTrade, Quote } from '../market.ts';

/** What is known of one symbol at this moment: the newest of what came. */
export interface MarketTick {
  readonly symbol: string;
  readonly quote?: Quote;
  readonly lastTrade?: LastTrade;
}

/**
 * Sends ticks to whoever listens at this moment. Nobody keeps them: one that is lost is made good by the next, and
 * with the bus away they are dropped. `streamId` is the account whose keys opened the stream.
 */
export interface TickSender {
  send(streamId: string, tick: MarketTick): void;
}

/** Hears the ticks of a stream from now on, until the function that it gives is called. */
export interface TickFeed {
  listen(streamId: string, onTick: (tick: MarketTick) => void): () => void;
  close(): Promise<void>;
}
