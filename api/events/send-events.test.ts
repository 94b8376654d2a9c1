import { describe, expect, it, vi } from 'vitest';
import type { EventFeed, PlacedEvent } from '../../domain/ports/event-feed.ts';
import { eventFilter } from './event-filter.ts';
import { createEventHub } from './event-hub.ts';
import { sendEvents } from './send-events.ts';

const AT = '2026-01-06T15:30:00.000Z';
const event = (seq: number, userId = 'u', type = 'order.filled'): PlacedEvent => ({
  seq,
  id: `o${seq}`,
  userId,
  subject: `alphaflow.${userId}.${type}`,
  type,
  version: 1,
  at: AT,
  payload: { seq },
});

/** A stream in memory, of which the test says what happens. */
function scriptedFeed(past: readonly PlacedEvent[], firstSeq = 1) {
  const all = [...past];
  let tell: (one: PlacedEvent) => void = () => {};
  const feed: EventFeed = {
    async follow({ onStart, onEvent, signal }) {
      onStart(all.at(-1)?.seq ?? 0);
      tell = onEvent;
      const { promise, resolve } = Promise.withResolvers<void>();
      signal.addEventListener('abort', () => resolve());
      await promise;
    },
    async readBack({ userId, after, limit }) {
      const found = all.filter((one) => one.userId === userId && one.seq > after && one.seq >= firstSeq);
      const events = found.slice(0, limit);
      const last = all.at(-1)?.seq ?? 0;
      return await Promise.resolve({
        events,
        upTo: found.length <= limit ? last : (events.at(-1)?.seq ?? after),
        firstSeq,
      });
    },
    close: () => Promise.resolve(),
  };
  const happen = (one: PlacedEvent) => {
    all.push(one);
    tell(one);
  };
  return { feed, happen };
}

/** The ids that a reader has been sent once `until` is among them. */
async function read(
  { feed, happen }: ReturnType<typeof scriptedFeed>,
  options: {
    readonly after?: number;
    readonly topics?: readonly string[];
    readonly symbols?: readonly string[];
    readonly until: number;
    readonly happens?: readonly PlacedEvent[];
  },
) {
  const hub = createEventHub(feed);
  const stop = new AbortController();
  const ids: number[] = [];
  const kinds: string[] = [];
  const sizes: number[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const sending = sendEvents(hub, feed, {
    userId: 'u',
    filter: eventFilter({
      userId: 'u',
      topics: new Set(options.topics ?? []),
      symbols: new Set(options.symbols ?? []),
    }),
    after: options.after ?? hub.head() ?? 0,
    signal: stop.signal,
    write: async (piece) => {
      const text = Buffer.from(piece).toString();
      sizes.push(text.length);
      for (const [, id] of text.matchAll(/^id: (\d+)$/gm)) ids.push(Number(id));
      for (const [, kind] of text.matchAll(/^event: (\S+)$/gm)) kinds.push(kind ?? '');
      if (ids.includes(options.until)) resolve();
      await Promise.resolve();
    },
  });
  for (const one of options.happens ?? []) happen(one);
  await promise;
  stop.abort();
  await sending;
  await hub.close();
  return { ids, kinds, sizes };
}

describe('a reader', () => {
  it('begins with what happens next', async () => {
    const feed = scriptedFeed([event(1), event(2)]);
    expect((await read(feed, { until: 4, happens: [event(3), event(4)] })).ids).toEqual([3, 4]);
  });

  it('goes on after its place, page by page, and then with what happens, each once and in order', async () => {
    const past = Array.from({ length: 950 }, (_, index) => event(index + 1));
    const happens = Array.from({ length: 50 }, (_, index) => event(951 + index));
    const { ids } = await read(scriptedFeed(past), { after: 100, until: 1_000, happens });
    expect(ids).toEqual(Array.from({ length: 900 }, (_, index) => index + 101));
  });

  it('has nothing of another user, and of its topics alone', async () => {
    const happens = [event(3, 'x'), event(4, 'u', 'cycle.completed'), event(5, 'u', 'fill.booked'), event(6)];
    const topics = ['order', 'fill.booked'];
    expect(
      (await read(scriptedFeed([event(1), event(2, 'x')]), { after: 0, topics, until: 6, happens })).ids,
    ).toEqual([1, 5, 6]);
  });

  it('has the bars of its symbols alone, from the stream as from what happens', async () => {
    const bar = (seq: number, symbol: string) => ({ ...event(seq, 'u', 'bar.closed'), payload: { symbol } });
    const past = [bar(1, 'AAPL'), bar(2, 'KO')];
    const happens = [bar(3, 'KO'), bar(4, 'AAPL'), event(5)];
    const options = { after: 0, until: 5, happens };
    expect((await read(scriptedFeed(past), { ...options, symbols: ['AAPL'] })).ids).toEqual([1, 4, 5]);
    expect((await read(scriptedFeed(past), options)).ids).toEqual([5]);
  });

  it('is told of what the stream no longer holds', async () => {
    const past = Array.from({ length: 10 }, (_, index) => event(index + 1));
    const { ids, kinds } = await read(scriptedFeed(past, 6), { after: 2, until: 10 });
    expect(ids).toEqual([5, 6, 7, 8, 9, 10]);
    expect(kinds[0]).toBe('gap');
  });

  it('who comes long after still misses nothing when the hub has let go of what is old', async () => {
    const happens = Array.from({ length: 6_000 }, (_, index) => event(index + 3));
    const { ids } = await read(scriptedFeed([event(1), event(2)]), { after: 1, until: 6_002, happens });
    expect(ids).toEqual(Array.from({ length: 6_001 }, (_, index) => index + 2));
  });

  it('has pieces of a bounded size, from the stream as from what happens, and a larger event whole', async () => {
    const large = (seq: number, length: number) => ({ ...event(seq), payload: { text: 'x'.repeat(length) } });
    const past = Array.from({ length: 150 }, (_, index) => large(index + 1, 2_000));
    const happens = Array.from({ length: 150 }, (_, index) => large(index + 151, 2_000));
    const options = { after: 0, until: 301, happens: [...happens, large(301, 100_000)] };
    const { ids, sizes } = await read(scriptedFeed(past), options);
    expect(ids).toEqual(Array.from({ length: 301 }, (_, index) => index + 1));
    expect(Math.max(...sizes.slice(0, -1))).toBeLessThanOrEqual(64 * 1024);
    expect(sizes.at(-1)).toBeGreaterThan(100_000);
  });

  it('who is slow and falls behind what is kept is ended with the place they have, and others are not', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    for (const roomCameMs of [5_000, 500]) {
      const scripted = scriptedFeed([event(1)]);
      const hub = createEventHub(scripted.feed);
      const stop = new AbortController();
      const ids: number[] = [];
      const sending = sendEvents(hub, scripted.feed, {
        userId: 'u',
        filter: eventFilter({ userId: 'u', topics: new Set(), symbols: new Set() }),
        after: 1,
        signal: stop.signal,
        write: async (piece) => {
          const first = ids.length === 0;
          for (const [, id] of Buffer.from(piece)
            .toString()
            .matchAll(/^id: (\d+)$/gm))
            ids.push(Number(id));
          if (first) for (let seq = 3; seq <= 9_000; seq += 1) scripted.happen(event(seq));
          if (ids.includes(9_000)) stop.abort();
          vi.advanceTimersByTime(first ? roomCameMs : 0);
          await Promise.resolve();
        },
      });
      scripted.happen(event(2));
      expect(await sending).toBe(roomCameMs < 1_000 ? 'over' : 'behind');
      const last = roomCameMs < 1_000 ? 9_000 : 2;
      expect(ids).toEqual(Array.from({ length: last - 1 }, (_, index) => index + 2));
      await hub.close();
    }
    vi.useRealTimers();
  });
});
