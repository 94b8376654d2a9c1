import { streaming } from '@alpacahq/alpaca-trade-api';
import { decode, encode } from '@msgpack/msgpack';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createClock, type SandboxClock } from '../world/clock.ts';
import { createGeneratedMarket } from '../world/generated-market.ts';
import type { StreamEffect } from '../world/stream-fault.ts';
import type { Market } from '../world/world.ts';
import { createMarketStream, type MarketStream } from './market-stream.ts';

type Message = Readonly<Record<string, unknown>>;

let market: Market;
let clock: SandboxClock;
let stream: MarketStream;
let server: WebSocketServer;
let url: string;
let effect: StreamEffect | undefined;
let drop: () => void;
const clients: WebSocket[] = [];

beforeEach(async () => {
  market = createGeneratedMarket({ seed: 7 });
  clock = createClock({ wall: Date.now });
  effect = undefined;
  stream = createMarketStream({
    market,
    clock,
    faults: {
      take: () => effect,
      onDrop: (_system, listener) => {
        drop = listener;
        return () => undefined;
      },
    },
  });
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket, request) => {
    stream.handle(socket, request);
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  url = `ws://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v2/iex`;
  const session = market.calendar.nextSession(clock.now());
  clock.set(session.open + 3_600_000, 1);
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.terminate();
  stream.close();
  await new Promise((resolve) => server.close(resolve));
});

/** A plain client: JSON, or msgpack with the header that asks for it. */
function connect(form: 'json' | 'msgpack' = 'json') {
  const headers = form === 'msgpack' ? { 'Content-Type': 'application/msgpack' } : {};
  const socket = new WebSocket(url, { headers });
  clients.push(socket);
  const messages: Message[] = [];
  let isClosed = false;
  socket.on('message', (data, isBinary) => {
    const bytes = Array.isArray(data) ? Buffer.concat(data) : new Uint8Array(data);
    const frame: unknown = isBinary ? decode(bytes) : JSON.parse(Buffer.from(bytes).toString());
    if (!Array.isArray(frame)) throw new Error('a frame must be an array');
    messages.push(...frame);
  });
  socket.on('close', () => {
    isClosed = true;
  });
  const send = (message: Message) => {
    socket.send(form === 'msgpack' ? encode(message) : JSON.stringify(message));
  };
  /** Waits for a message with these fields, and gives it. */
  const seen = async (fields: Message): Promise<Message> =>
    vi.waitFor(() => {
      expect(messages).toContainEqual(expect.objectContaining(fields));
      const wanted = Object.entries(fields);
      const found = messages.findLast((message) =>
        wanted.every(([name, value]) => JSON.stringify(message[name]) === JSON.stringify(value)),
      );
      return found ?? fields;
    }, 8000);
  return { socket, messages, send, seen, isClosed: () => isClosed };
}

async function connectAs(key: string, form: 'json' | 'msgpack' = 'json') {
  const client = connect(form);
  await client.seen({ T: 'success', msg: 'connected' });
  client.send({ action: 'auth', key, secret: 'any' });
  await client.seen({ T: 'success', msg: 'authenticated' });
  return client;
}

describe('the market stream', () => {
  it('feeds the official SDK with quotes, trades and minute bars', async () => {
    clock.set(undefined, 60);
    const sdk = new streaming.StockDataStream({ credentials: { keyId: 'SDK', secret: 'any' }, url });
    const quotes: streaming.StreamQuote[] = [];
    const trades: streaming.StreamTrade[] = [];
    const bars: streaming.StreamBar[] = [];
    sdk.onQuote((quote) => quotes.push(quote));
    sdk.onTrade((trade) => trades.push(trade));
    sdk.onBar((bar) => bars.push(bar));
    sdk.subscribeForQuotes(['AAPL']);
    sdk.subscribeForTrades(['AAPL']);
    sdk.subscribeForBars(['AAPL']);
    sdk.connect();
    try {
      await vi.waitFor(
        () => expect(Math.min(quotes.length, trades.length, bars.length)).toBeGreaterThan(1),
        10_000,
      );
    } finally {
      sdk.disconnect();
    }
    const [bar, quote] = [bars[0], quotes[0]];
    const start = bar?.timestamp.getTime() ?? 0;
    const [real] = market.bars('AAPL', { amount: 1, unit: 'Min' }, start, start + 1, clock.now());
    expect(bar).toMatchObject({ symbol: 'AAPL', open: real?.o, close: real?.c, volume: real?.v });
    expect(quote?.bidPrice).toBe(market.book('AAPL', quote?.timestamp.getTime() ?? 0)?.bid);
  });

  it('speaks JSON to those who do not ask for msgpack, and extension times to those who do', async () => {
    const [json, packed] = [await connectAs('JSON'), await connectAs('PACKED', 'msgpack')];
    for (const client of [json, packed]) client.send({ action: 'subscribe', quotes: ['AAPL'] });
    await json.seen({ T: 'q', S: 'AAPL', t: expect.stringMatching(/^2.*Z$/) });
    await packed.seen({ T: 'q', S: 'AAPL', t: expect.any(Date) });
  });

  it('answers a subscription with the whole set', async () => {
    const client = await connectAs('SET');
    client.send({ action: 'subscribe', trades: ['AAPL'], bars: ['SPY'] });
    await client.seen({ T: 'subscription', trades: ['AAPL'], bars: ['SPY'], corrections: ['AAPL'] });
    client.send({ action: 'unsubscribe', trades: ['AAPL'] });
    const answer = await client.seen({ T: 'subscription', trades: [] });
    expect(answer['bars']).toEqual(['SPY']);
  });

  it('shows a pinned book at once, also when the clock stands still', async () => {
    clock.set(undefined, 0);
    const client = await connectAs('PIN');
    client.send({ action: 'subscribe', quotes: ['AAPL'], trades: ['AAPL'] });
    await client.seen({ T: 'subscription' });
    market.pin('AAPL', { bid: 9, ask: 11, last: 10, bidSize: 1, askSize: 1, pinnedAt: clock.now() });
    await client.seen({ T: 'q', bp: 9, ap: 11 });
    expect(await client.seen({ T: 't', p: 10 })).toMatchObject({ S: 'AAPL', s: 100 });
    market.unpin('AAPL');
    await client.seen({ T: 'q', bp: market.book('AAPL', clock.now())?.bid });
  });

  it('answers mistakes with their codes', async () => {
    const client = connect();
    await client.seen({ T: 'success', msg: 'connected' });
    client.socket.send('{');
    await client.seen({ T: 'error', code: 400 });
    client.send({ action: 'subscribe', trades: ['AAPL'] });
    await client.seen({ T: 'error', code: 401 });
    client.send({ action: 'auth', key: 'CODES', secret: 'any' });
    await client.seen({ T: 'success', msg: 'authenticated' });
    client.send({ action: 'auth', key: 'CODES', secret: 'any' });
    await client.seen({ T: 'error', code: 403 });
    client.send({ action: 'dance' });
    await client.seen({ T: 'error', code: 410 });
    client.send({
      action: 'subscribe',
      trades: market
        .assets()
        .slice(0, 31)
        .map(({ symbol }) => symbol),
    });
    expect(await client.seen({ T: 'error', code: 405 })).toMatchObject({ msg: 'symbol limit exceeded' });
  });

  it('refuses the key INVALID with 402', async () => {
    const client = connect();
    await client.seen({ T: 'success', msg: 'connected' });
    client.send({ action: 'auth', key: 'INVALID', secret: 'any' });
    await client.seen({ T: 'error', code: 402, msg: 'auth failed' });
    await vi.waitFor(() => expect(client.isClosed()).toBe(true));
  });

  it('lets one connection a key in, and the next one once the first is gone', async () => {
    const first = await connectAs('ONE');
    const second = connect();
    await second.seen({ T: 'success', msg: 'connected' });
    second.send({ action: 'auth', key: 'ONE', secret: 'any' });
    await second.seen({ T: 'error', code: 406, msg: 'connection limit exceeded' });
    expect(first.isClosed()).toBe(false);
    drop();
    await vi.waitFor(() => expect(first.isClosed()).toBe(true));
    await connectAs('ONE');
  });

  it('sends every event twice, or none, as a fault wants it', async () => {
    effect = 'duplicate-event';
    const client = await connectAs('FAULT');
    client.send({ action: 'subscribe', quotes: ['AAPL'] });
    await vi.waitFor(() => {
      const times = client.messages.filter(({ T }) => T === 'q').map(({ t }) => t);
      expect(times.length).toBeGreaterThan(1);
      expect(times[0]).toBe(times[1]);
    }, 8000);
    effect = 'silence';
    const other = await connectAs('OTHER');
    other.send({ action: 'subscribe', quotes: ['AAPL'] });
    await other.seen({ T: 'subscription' });
    const heard = other.messages.length;
    const until = Date.now() + 2500;
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(until), { timeout: 4000 });
    expect(other.messages).toHaveLength(heard);
  });
});
