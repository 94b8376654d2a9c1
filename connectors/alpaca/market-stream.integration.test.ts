import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { closeMinutes, NO_MINUTES, type OpenMinutes, withTrade } from '../../domain/bars/minute-bars.ts';
import type { Bar, MarketTrade, Quote } from '../../domain/market.ts';
import type { MarketStream, MarketStreamListener } from '../../domain/ports/market-stream.ts';
import { createLogger } from '../../telemetry/log.ts';
import { type RunningSandbox, startSandbox } from '../../tests/support/sandbox.ts';
import { alpacaEndpoints } from './endpoints.ts';
import { createAlpacaMarketData } from './market-data.ts';
import { MARKET_STREAM_TIMINGS } from './market-stream.ts';

const SPEED = 30;
let sandbox: RunningSandbox;
let keys = 0;
const streams: MarketStream[] = [];

beforeAll(async () => {
  sandbox = await startSandbox({ now: '2026-01-06T15:00:30Z', speed: SPEED });
});
afterAll(async () => {
  await sandbox.stop();
});
afterEach(async () => {
  for (const stream of streams.splice(0)) await stream.close();
  await sandbox.control.clearFaults();
});

const until = async (check: () => void) => await vi.waitFor(check, { timeout: 30_000, interval: 20 });

function marketFor(keyId: string) {
  return createAlpacaMarketData({
    mode: 'sandbox',
    endpoints: alpacaEndpoints('sandbox', sandbox.url),
    credentials: { keyId, secretKey: 'any' },
    logger: createLogger({ name: 'stream', level: 'silent' }),
    streamTimings: {
      ...MARKET_STREAM_TIMINGS,
      initialReconnectMs: 20,
      maxReconnectMs: 100,
      silentAfterMs: 3_000,
    },
  });
}

function opened(listener: Partial<MarketStreamListener> = {}, keyId = `PKSTREAM${(keys += 1)}`) {
  const story: string[] = [];
  const trades: [string, MarketTrade][] = [];
  const quotes: [string, Quote][] = [];
  const bars: [string, Bar][] = [];
  const market = marketFor(keyId);
  const stream = market.stream({
    onTrade: (...event) => trades.push(event),
    onQuote: (...event) => quotes.push(event),
    onBar: (symbol, bar) => bars.push([symbol, bar]),
    onConnected: () => story.push('connected'),
    onDisconnected: () => story.push('disconnected'),
    onSilent: () => story.push('silent'),
    ...listener,
  });
  streams.push(stream);
  return { market, stream, story, trades, quotes, bars };
}

/** The bars that the trades make, of the minutes that came whole: not the first, and not the one under way. */
function barsOfTrades(symbol: string, events: readonly [string, MarketTrade][]): readonly Bar[] {
  const trades = events.filter(([of]) => of === symbol).map(([, trade]) => trade);
  const minutes = trades.reduce<OpenMinutes>(withTrade, NO_MINUTES);
  const last = trades.at(-1)?.at ?? '1970-01-01T00:00:00.000Z';
  return closeMinutes(minutes, last).bars.slice(1);
}

async function restBars(market: ReturnType<typeof marketFor>, symbol: string, bars: readonly Bar[]) {
  const [start, end] = [bars[0]?.start ?? '', bars.at(-1)?.start ?? ''];
  const found = await market.bars({ symbols: [symbol], start, end, timeframe: '1Min', adjustment: 'raw' });
  return found.get(symbol);
}

describe('the market stream', () => {
  test('trades add up to the minute bars that REST gives, and so do the stream’s own bars', async () => {
    const { market, stream, trades, bars } = opened();
    stream.subscribeToTrades(['AAPL', 'SPY']);
    stream.subscribeToBars(['AAPL']);
    await until(() => expect(barsOfTrades('AAPL', trades).length).toBeGreaterThanOrEqual(3));
    for (const symbol of ['AAPL', 'SPY']) {
      const made = barsOfTrades(symbol, trades);
      expect(made).toEqual(await restBars(market, symbol, made));
    }
    const told = bars.map(([, bar]) => bar);
    expect(told.length).toBeGreaterThanOrEqual(2);
    expect(told).toEqual(await restBars(market, 'AAPL', told));
  });

  test('a repeated event counts once', async () => {
    await sandbox.control.fault({ system: 'market-stream', effect: 'duplicate-event' });
    const { market, stream, trades } = opened();
    stream.subscribeToTrades(['MSFT']);
    await until(() => expect(barsOfTrades('MSFT', trades).length).toBeGreaterThanOrEqual(2));
    const ids = trades.map(([, { id }]) => id);
    expect(new Set(ids).size).toBeLessThan(ids.length);
    const made = barsOfTrades('MSFT', trades);
    expect(made).toEqual(await restBars(market, 'MSFT', made));
  });

  test('after a lost connection it listens to the same again, and says when', async () => {
    const { stream, story, quotes, trades } = opened();
    stream.subscribeToTrades(['KO']);
    stream.subscribeToQuotes(['KO', 'PEP']);
    await until(() => expect(trades.length).toBeGreaterThan(0));
    await sandbox.control.fault({ system: 'market-stream', effect: 'drop-socket', times: 1 });
    await until(() => expect(story).toEqual(['connected', 'disconnected', 'connected']));
    const [before, quotesBefore] = [trades.length, quotes.length];
    await until(() => expect(trades.length).toBeGreaterThan(before));
    await until(() =>
      expect(new Set(quotes.slice(quotesBefore).map(([symbol]) => symbol))).toEqual(new Set(['KO', 'PEP'])),
    );
  });

  test('a connection that answers and brings nothing is told as silent, once', async () => {
    const { stream, story, trades } = opened();
    stream.subscribeToTrades(['AAPL']);
    await until(() => expect(trades.length).toBeGreaterThan(0));
    const silentFrom = Date.now();
    await sandbox.control.fault({ system: 'market-stream', effect: 'silence' });
    await until(() => expect(story).toEqual(['connected', 'silent']));
    expect(Date.now() - silentFrom).toBeLessThan(10_000);
    const before = trades.length;
    await sandbox.control.clearFaults();
    await until(() => expect(trades.length).toBeGreaterThan(before));
    expect(story).toEqual(['connected', 'silent']);
  });

  test('what is no longer subscribed to is no longer told', async () => {
    const { stream, trades, quotes } = opened();
    stream.subscribeToTrades(['AAPL', 'MSFT']);
    stream.subscribeToQuotes(['AAPL']);
    await until(() => expect(new Set(trades.map(([symbol]) => symbol)).size).toBe(2));
    stream.unsubscribeFromTrades(['AAPL']);
    stream.unsubscribeFromQuotes(['AAPL']);
    const seen = (symbol: string) => trades.filter(([of]) => of === symbol).length;
    await until(() => expect(seen('MSFT')).toBeGreaterThan(0));
    // The order of frames is the order of commands: what follows a later trade of MSFT is without AAPL.
    const settled = seen('MSFT');
    await until(() => expect(seen('MSFT')).toBeGreaterThan(settled + 5));
    const [apple, appleQuotes] = [seen('AAPL'), quotes.length];
    await until(() => expect(seen('MSFT')).toBeGreaterThan(settled + 25));
    expect([seen('AAPL'), quotes.length]).toEqual([apple, appleQuotes]);
  });

  test('refused keys end it, and so do too many symbols', async () => {
    const refused = opened({}, 'INVALID');
    await expect(refused.stream.ended).rejects.toMatchObject({ name: 'SourceOutage', kind: 'unauthorized' });
    const greedy = opened();
    const many = (await greedyUniverse()).slice(0, 31);
    greedy.stream.subscribeToTrades(many);
    await expect(greedy.stream.ended).rejects.toMatchObject({ kind: 'refused' });
  });

  test('what a listener throws ends it with that', async () => {
    const wrong = new Error('the listener is broken');
    const { stream } = opened({
      onTrade: () => {
        throw wrong;
      },
    });
    stream.subscribeToTrades(['AAPL']);
    await expect(stream.ended).rejects.toBe(wrong);
  });

  test('a closed one opens no more connections, and its key is free for another', async () => {
    const first = opened({}, 'PKONCE');
    first.stream.subscribeToTrades(['AAPL']);
    await until(() => expect(first.story).toEqual(['connected']));
    await first.stream.close();
    await first.stream.ended;
    const second = opened({}, 'PKONCE');
    second.stream.subscribeToTrades(['AAPL']);
    await until(() => expect(second.trades.length).toBeGreaterThan(0));
    expect(first.story).toEqual(['connected']);
  });
});

async function greedyUniverse(): Promise<readonly string[]> {
  const answer = await fetch(`${sandbox.url}/v2/assets`, {
    headers: { 'APCA-API-KEY-ID': 'PKASSETS', 'APCA-API-SECRET-KEY': 'x' },
  });
  const assets: unknown = await answer.json();
  if (!Array.isArray(assets)) throw new Error('no assets');
  return assets.map((asset: { symbol: string }) => asset.symbol);
}
