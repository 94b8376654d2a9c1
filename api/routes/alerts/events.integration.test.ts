import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNatsEventFeed } from '../../../connectors/nats/event-feed.ts';
import { createNatsEventLog } from '../../../connectors/nats/event-log.ts';
import { createNatsTickFeed, createNatsTickSender } from '../../../connectors/nats/market-ticks.ts';
import { updatePerson } from '../../../db/queries/identity/people.ts';
import { followedStream, keepMarketStream } from '../../../db/queries/market/market-streams.ts';
import { keepInterests } from '../../../db/queries/market/wanted-symbols.ts';
import { createLogger } from '../../../telemetry/log.ts';
import { startBusyMarket } from '../../../tests/support/busy-market.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { type EventClient, type ReadEvent, readEvents } from '../../../tests/support/event-reader.ts';
import { eventually } from '../../../tests/support/eventually.ts';
import { appendMadeEvent } from '../../../tests/support/made-event.ts';
import { type RunningNats, startNats } from '../../../tests/support/nats.ts';
import { anAccount, anOwner } from '../../../tests/support/rows.ts';
import { relayOutbox } from '../../../workers/events/outbox-relay.ts';
import { createEventHub, type EventHub } from '../../events/event-hub.ts';
import { createQuoteHub, type QuoteHub } from '../../events/quote-hub.ts';
import { type RunningServer, startServer } from '../../server.ts';
import { type ApiUnderTest, aKeyOf, apiUnderTest } from '../../testing/api-under-test.ts';

const logger = createLogger({ name: 'integration', level: 'silent' });
const stop = new AbortController();
let database: TestDatabase;
let nats: RunningNats;
let hub: EventHub;
let quotes: QuoteHub;
let ticks: ReturnType<typeof createNatsTickSender>;
let api: ApiUnderTest;
let server: RunningServer;
let relay: Promise<void>;

beforeAll(async () => {
  [database, nats] = await Promise.all([createTestDatabase(), startNats()]);
  const openLog = () => createNatsEventLog({ url: nats.url, logger });
  relay = relayOutbox({ db: database.db, openLog, logger, signal: stop.signal });
  const feed = createNatsEventFeed({ url: nats.url, logger });
  hub = createEventHub(feed);
  quotes = createQuoteHub({
    feed: createNatsTickFeed({ url: nats.url, logger }),
    keepInterests: (interests, forMs) => keepInterests(database.db, interests, forMs),
    streamState: (streamId) => followedStream(database.db, streamId),
    logger,
  });
  ticks = createNatsTickSender({ url: nats.url, logger });
  api = apiUnderTest({ db: database.db, deps: { events: { feed, hub, quotes } } });
  server = await startServer(api.app, { host: '127.0.0.1', port: 0 });
  await eventually('the stream is reached', () => hub.head(), 20_000);
});
afterAll(async () => {
  await hub.close();
  await quotes.close();
  await ticks.close();
  await server.close(100);
  stop.abort();
  await relay;
  await api.close();
  await nats.stop();
  await database.drop();
});

async function aUser() {
  const { id } = await anOwner(database.db);
  return { id, key: await aKeyOf(database.db, id) };
}

async function happen(userId: string, from: number, to: number, noun = 'order'): Promise<void> {
  for (let n = from; n <= to; n += 1) {
    await appendMadeEvent(database.db, { userId, type: `${noun}.made`, payload: { n } });
  }
}

/** The next events, and what comes until a quote has come if one is waited for; quotes are passed over. */
async function take(
  client: EventClient,
  count: number,
  waitsForQuote = false,
): Promise<readonly ReadEvent[]> {
  const events: ReadEvent[] = [];
  while (events.length < count || waitsForQuote) {
    const event = await client.next();
    if (event === undefined) throw new Error(`the stream ended after ${events.length} of ${count} events`);
    if (event.type === 'quote.latest') waitsForQuote = false;
    if (!event.type.startsWith('quote.')) events.push(event);
  }
  return events;
}

const THIRTY_ONE = Array.from(
  { length: 31 },
  (_, index) => `S${String.fromCharCode(65 + (index % 26))}${index < 26 ? 'A' : 'B'}`,
).join(',');
const numbers = (events: readonly ReadEvent[]) =>
  events.map(({ data }) => /"n":(\d+)/.exec(data)?.[1]).map(Number);
const upTo = (count: number, from = 1) => Array.from({ length: count }, (_, index) => from + index);

describe('GET /v1/events', () => {
  test('brings a user’s own events by topic, as they happen, each with its place', async () => {
    const [me, other] = await Promise.all([aUser(), aUser()]);
    const client = await readEvents(server.url, { key: me.key, topics: 'order,fill.made' });
    expect(client.response.headers.get('content-type')).toContain('text/event-stream');
    await happen(other.id, 1, 3);
    await happen(me.id, 1, 1, 'cycle');
    await happen(me.id, 2, 2, 'fill');
    await happen(me.id, 3, 4);
    const events = await take(client, 3);
    expect(numbers(events)).toEqual([2, 3, 4]);
    expect(events.map(({ type }) => type)).toEqual(['fill.made', 'order.made', 'order.made']);
    expect(JSON.parse(events[0]?.data ?? '')).toMatchObject({ type: 'fill.made', payload: { n: 2 } });
    client.kill();
  });

  test('misses and repeats nothing for a client that is killed and resumed 100 times in a busy market', async () => {
    const [me, other] = await Promise.all([aUser(), aUser()]);
    const account = await anAccount(database.db, { userId: me.id });
    const symbols = 'AAPL,KO,MSFT,SPY';
    const endQuotes = startBusyMarket(ticks, account.id, symbols.split(','));
    let quotesSeen = 0;
    const withPlace: ReadEvent[] = [];
    const reader = async (resumeFrom?: string): Promise<EventClient> => {
      const opened = await readEvents(server.url, { key: me.key, symbols, lastEventId: resumeFrom });
      return {
        ...opened,
        async next() {
          const event = await opened.next();
          if (event?.type === 'quote.latest') quotesSeen += 1;
          if (event?.type.startsWith('quote.') === true && event.id !== '') withPlace.push(event);
          return event;
        },
      };
    };
    let client = await reader();
    let made = 0;
    const over = new AbortController();
    const busy = (async () => {
      for (; !over.signal.aborted; made += 10) {
        await happen(me.id, made + 1, made + 10);
        await happen(other.id, made + 1, made + 3);
      }
    })();
    const seen: ReadEvent[] = [];
    for (let kills = 0; kills < 100; kills += 1) {
      // Every twentieth stays until it has had a quote between its events.
      seen.push(...(await take(client, 1 + ((kills * 7) % 25), kills % 20 === 0)));
      client.kill();
      client = await reader(seen.at(-1)?.id);
    }
    over.abort();
    await busy;
    seen.push(...(await take(client, made - seen.length)));
    client.kill();
    expect(endQuotes()).toBeGreaterThan(100);
    expect(quotesSeen).toBeGreaterThanOrEqual(5);
    // The place of a reader is what was last said of it: a quote says nothing.
    expect(withPlace).toEqual([]);
    expect(numbers(seen)).toEqual(upTo(made));
    expect(new Set(seen.map(({ id }) => id)).size).toBe(made);
  }, 90_000);

  test('gives the latest quotes of the symbols asked for, five a second each at most, and says how their stream stands', async () => {
    const me = await aUser();
    const account = await anAccount(database.db, { userId: me.id });
    await keepMarketStream(database.db, account.id, { symbols: ['AAPL', 'KO'], leftOut: ['SPY'] });
    const endQuotes = startBusyMarket(ticks, account.id, ['AAPL', 'KO', 'PEP']);
    const client = await readEvents(server.url, { key: me.key, symbols: 'AAPL,KO,SPY', topics: 'quote' });
    const [came, states]: [Record<string, { at: number; bid: number }[]>, string[]] = [{}, []];
    while ((came['AAPL'] ?? []).length < 16 || states.length === 0) {
      const { type, data } = (await client.next()) ?? { type: 'end', data: '' };
      if (type === 'quote.stream') states.push(data);
      if (type !== 'quote.latest') continue;
      const { symbol, quote: latest } = JSON.parse(data).payload;
      came[symbol] = [...(came[symbol] ?? []), { at: performance.now(), bid: Number(latest.bid) }];
    }
    const sent = endQuotes();
    client.kill();
    expect(Object.keys(came).toSorted()).toEqual(['AAPL', 'KO']);
    for (const quotesOf of Object.values(came)) {
      for (const [index, { at, bid }] of quotesOf.entries()) {
        expect(bid).toBeGreaterThan(quotesOf[index - 1]?.bid ?? 0);
        // The sixth after this one comes a second later at least; by how they arrive, with a little grace.
        expect((quotesOf[index + 5]?.at ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThan(950);
      }
      expect(quotesOf.length).toBeLessThan(sent / 10);
    }
    const { payload } = JSON.parse(states[0] ?? '');
    expect(payload).toEqual({
      accountId: account.id,
      state: 'live',
      since: null,
      reason: null,
      symbols: ['AAPL', 'KO'],
      missing: ['SPY'],
    });
    const interests = database.db
      .selectFrom('marketInterests')
      .select('symbol')
      .where('accountId', '=', account.id);
    expect((await interests.orderBy('symbol').execute()).map(({ symbol }) => symbol)).toEqual([
      'AAPL',
      'KO',
      'SPY',
    ]);
  });

  test('goes on after NATS was away, and after it came back without its data', async () => {
    const me = await aUser();
    const client = await readEvents(server.url, { key: me.key });
    await happen(me.id, 1, 5);
    const before = await take(client, 5);
    await nats.halt();
    await happen(me.id, 6, 8);
    await nats.resume();
    expect(numbers(await take(client, 3))).toEqual([6, 7, 8]);
    await nats.halt();
    await happen(me.id, 9, 10);
    await nats.resume({ withoutData: true });
    expect(numbers(await take(client, 2))).toEqual([9, 10]);
    const resumed = await readEvents(server.url, { key: me.key, lastEventId: before[1]?.id });
    expect(numbers(await take(resumed, 8))).toEqual(upTo(8, 3));
    client.kill();
    resumed.kill();
  }, 60_000);

  test.each(['key', 'user'])('ends within five seconds of a %s that was taken back', async (what) => {
    const me = await aUser();
    const client = await readEvents(server.url, { key: me.key });
    await happen(me.id, 1, 1);
    await take(client, 1);
    if (what === 'user') await updatePerson(database.db, me.id, { disabledAt: new Date() });
    else await database.db.deleteFrom('apiKeys').where('userId', '=', me.id).execute();
    const revokedAt = performance.now();
    const last = await client.next();
    expect(last).toMatchObject({ type: 'end', data: '{"reason":"revoked"}' });
    expect(await client.next()).toBeUndefined();
    expect(performance.now() - revokedAt).toBeLessThan(5_000);
    expect((await readEvents(server.url, { key: me.key })).response.status).toBe(401);
  });

  test('cuts off a reader that takes nothing, delays nobody by it, and goes on with what it had', async () => {
    const me = await aUser();
    await eventually('nobody reads', () => (hub.readers() === 0 ? true : undefined));
    const slow = connect(Number(new URL(server.url).port), '127.0.0.1');
    const request = `GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${me.key}\r\n\r\n`;
    slow.write(request);
    await new Promise<void>((resolve) => {
      slow.once('readable', resolve);
    });
    const quick = await readEvents(server.url, { key: me.key });
    const large = 'x'.repeat(20_000);
    const EVENTS = 1_000;
    const busy = (async () => {
      for (let n = 1; n <= EVENTS; n += 1) {
        await appendMadeEvent(database.db, { userId: me.id, type: 'order.made', payload: { n, large } });
      }
    })();
    expect(numbers(await take(quick, EVENTS))).toEqual(upTo(EVENTS));
    await busy;
    quick.kill();
    await eventually('the slow reader is cut off', () => (hub.readers() === 0 ? true : undefined), 20_000);
    let text = '';
    const closed = new Promise<void>((resolve) => {
      slow.once('close', () => resolve());
      slow.once('error', () => slow.destroy());
    });
    slow.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    await closed;
    const ids = [...text.matchAll(/^id: (\d+)\nevent: \S+\ndata: .*\n\n/gm)].map((match) => match[1]);
    expect(ids.length).toBeLessThan(EVENTS);
    const resumed = await readEvents(server.url, { key: me.key, lastEventId: ids.at(-1) });
    expect(numbers(await take(resumed, EVENTS - ids.length))).toEqual(
      upTo(EVENTS - ids.length, ids.length + 1),
    );
    resumed.kill();
  }, 60_000);

  test.each([
    ['/v1/events', { 'last-event-id': 'x' }, 400, 'INVALID_REQUEST'],
    ['/v1/events', { 'last-event-id': '999999999999' }, 400, 'INVALID_LAST_EVENT_ID'],
    ['/v1/events?topics=a%0Ab', {}, 400, 'INVALID_REQUEST'],
    ['/v1/events?topics=order,quote', {}, 400, 'SYMBOLS_REQUIRED'],
    ['/v1/events?symbols=A*', {}, 400, 'INVALID_REQUEST'],
    [`/v1/events?symbols=${THIRTY_ONE}`, {}, 422, 'TOO_MANY_SYMBOLS'],
    ['/v1/events?symbols=AAPL', {}, 422, 'NO_ACCOUNT'],
  ])('refuses %s with %j', async (path, headers, status, code) => {
    const { key } = await aUser();
    const answer = await api.call('GET', path, { key, headers: { ...headers } });
    expect([answer.status, await answer.json()]).toMatchObject([status, { code }]);
  });

  test('answers 503 while the bus was never reached', async () => {
    const without = apiUnderTest({ db: database.db });
    const { key } = await aUser();
    const answer = await without.call('GET', '/v1/events', { key });
    expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'EVENTS_UNAVAILABLE' }]);
    await without.close();
  });
});
