import type { FollowedStream } from '../../db/queries/market/market-streams.ts';
import type { MarketTick, TickFeed } from '../../domain/ports/market-ticks.ts';
import type { Logger } from '../../telemetry/log.ts';
import { createInterests, type Interest } from './interests.ts';
import { quoteFrame, stateFrame } from './quote-frames.ts';

/** A little more than a fifth of a second: at most five a second for each symbol. */
const GATHER_MS = 205;
const STATE_MS = 2_000;

/** One reader's latest quotes: what they have not taken is overtaken by what is newer. */
export interface QuoteReader {
  /** Settles with what is new since the last time; empty once the signal aborts. */
  next(signal: AbortSignal): Promise<string>;
  leave(): void;
}

/**
 * The latest quotes for all readers of this process: heard once a stream, sent on gathered. A slow reader holds one
 * mark a symbol and delays nobody.
 */
export interface QuoteHub {
  read(
    stream: { readonly streamId: string; readonly accountId: string },
    symbols: readonly string[],
  ): QuoteReader;
  close(): Promise<void>;
}

interface Reader {
  readonly accountId: string;
  readonly symbols: ReadonlySet<string>;
  readonly waiting: Set<string>;
  /** What was last said of the stream, and whether that is still to be taken. */
  state: { readonly text: string; readonly isNews: boolean };
  wake: () => void;
}

interface Stream {
  readonly readers: Set<Reader>;
  readonly joining: Set<Reader>;
  readonly latest: Map<string, { readonly text: string; readonly tick: MarketTick }>;
  readonly changed: Set<string>;
  readonly stop: () => void;
}

export function createQuoteHub(options: {
  readonly feed: TickFeed;
  readonly keepInterests: (interests: readonly Interest[], forMs: number) => Promise<void>;
  readonly streamState: (streamId: string) => Promise<FollowedStream | undefined>;
  readonly logger: Logger;
}): QuoteHub {
  const { feed, streamState, logger } = options;
  const streams = new Map<string, Stream>();
  const interests = createInterests(options);
  let timer: NodeJS.Timeout | undefined;
  let gatheredAt = Number.NEGATIVE_INFINITY;

  const gather = (): void => {
    timer = undefined;
    gatheredAt = performance.now();
    for (const { readers, joining, latest, changed } of streams.values()) {
      for (const reader of readers) {
        const news = joining.has(reader) ? [...latest.keys()] : [...changed];
        const wanted = news.filter((symbol) => reader.symbols.has(symbol));
        for (const symbol of wanted) reader.waiting.add(symbol);
        if (wanted.length > 0) reader.wake();
      }
      joining.clear();
      changed.clear();
    }
  };
  const gatherSoon = (): void => {
    timer ??= setTimeout(gather, Math.max(0, gatheredAt + GATHER_MS - performance.now()));
  };

  const openStream = (streamId: string): Stream => {
    const latest: Stream['latest'] = new Map();
    const changed = new Set<string>();
    const stop = feed.listen(streamId, (tick) => {
      const text = JSON.stringify(tick);
      if (latest.get(tick.symbol)?.text === text) return;
      latest.set(tick.symbol, { text, tick });
      changed.add(tick.symbol);
      gatherSoon();
    });
    const stream = { readers: new Set<Reader>(), joining: new Set<Reader>(), latest, changed, stop };
    streams.set(streamId, stream);
    return stream;
  };

  const tellState = async (): Promise<void> => {
    for (const [streamId, { readers }] of streams) {
      const state = await streamState(streamId);
      for (const reader of readers) {
        const text = stateFrame(reader.accountId, reader.symbols, state);
        if (text === reader.state.text) continue;
        reader.state = { text, isNews: true };
        reader.wake();
      }
    }
  };
  let isAsking = false;
  const states = setInterval(() => {
    if (isAsking || streams.size === 0) return;
    isAsking = true;
    tellState()
      .catch((error: unknown) => logger.warn({ err: error }, 'how market streams stand could not be read'))
      .finally(() => {
        isAsking = false;
      });
  }, STATE_MS);
  states.unref();

  return {
    read({ streamId, accountId }, symbols) {
      const stream = streams.get(streamId) ?? openStream(streamId);
      const reader: Reader = {
        accountId,
        symbols: new Set(symbols),
        waiting: new Set(),
        state: { text: '', isNews: false },
        wake: () => {},
      };
      stream.readers.add(reader);
      stream.joining.add(reader);
      const forget = interests.add([...reader.symbols].map((symbol) => ({ accountId, symbol })));
      gatherSoon();
      const take = (): string => {
        const quotes = [...reader.waiting].flatMap((symbol) => {
          const known = stream.latest.get(symbol);
          return known === undefined ? [] : quoteFrame(accountId, known.tick);
        });
        const state = reader.state.isNews ? reader.state.text : '';
        reader.waiting.clear();
        reader.state = { ...reader.state, isNews: false };
        return state + quotes.join('');
      };
      return {
        async next(signal) {
          if (reader.waiting.size === 0 && !reader.state.isNews && !signal.aborted) {
            const { promise, resolve } = Promise.withResolvers<void>();
            const wake = () => resolve();
            reader.wake = wake;
            signal.addEventListener('abort', wake, { once: true });
            await promise;
            signal.removeEventListener('abort', wake);
          }
          return signal.aborted ? '' : take();
        },
        leave() {
          forget();
          stream.readers.delete(reader);
          stream.joining.delete(reader);
          if (stream.readers.size > 0 || streams.get(streamId) !== stream) return;
          stream.stop();
          streams.delete(streamId);
        },
      };
    },
    async close() {
      clearTimeout(timer);
      clearInterval(states);
      await interests.close();
      for (const { stop } of streams.values()) stop();
      await feed.close();
    },
  };
}
