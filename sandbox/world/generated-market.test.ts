import { beforeAll, describe, expect, it } from 'vitest';
import { assetSeed } from './asset-id.ts';
import { createGeneratedMarket } from './generated-market.ts';
import { dayMs, hourMs, minuteMs } from './new-york.ts';
import { tradingHaltOf } from './trading-halt.ts';
import type { Bar, Market, TimeframeUnit } from './world.ts';

const noon = Date.parse('2026-11-20T17:00:20Z');
const open = Date.parse('2026-11-20T14:30:00Z');
const close = Date.parse('2026-11-20T21:00:00Z');
const frame = (unit: TimeframeUnit, amount = 1) => ({ amount, unit });

let market: Market;
beforeAll(() => {
  market = createGeneratedMarket({ seed: 7 });
});

function sumUp(bars: readonly Bar[]) {
  const v = bars.reduce((sum, bar) => sum + bar.v, 0);
  return {
    o: bars[0]?.o,
    h: Math.max(...bars.map((bar) => bar.h)),
    l: Math.min(...bars.map((bar) => bar.l)),
    c: bars.at(-1)?.c,
    v,
    n: bars.reduce((sum, bar) => sum + bar.n, 0),
    vw: bars.reduce((sum, bar) => sum + bar.vw * bar.v, 0) / v,
  };
}

/** What a bar must say, given its parts. */
function expected(parts: readonly Bar[]) {
  const { vw, ...sums } = sumUp(parts);
  return { ...sums, vw: expect.closeTo(vw, 4) };
}

describe('the generated market', () => {
  it('lists AAPL, MSFT, SPY and more than 100 others, each with its own id', () => {
    const assets = market.assets();
    expect(assets.map((asset) => asset.symbol)).toEqual(expect.arrayContaining(['AAPL', 'MSFT', 'SPY']));
    expect(assets.length).toBeGreaterThan(103);
    expect(new Set(assets.map((asset) => asset.id)).size).toBe(assets.length);
    expect(market.asset(market.asset('AAPL')?.id ?? '')?.symbol).toBe('AAPL');
  });

  it('shows the same values whatever was asked before', () => {
    const other = createGeneratedMarket({ seed: 7 });
    other.bars('AAPL', frame('Min'), open - 400 * dayMs, open - 390 * dayMs, noon);
    other.book('TSLA', Date.parse('2031-05-05T15:00:00Z'));
    for (const symbol of ['TSLA', 'AAPL', 'SPY']) {
      const span = [open - 30 * dayMs, close, noon] as const;
      expect(other.bars(symbol, frame('Day'), ...span)).toEqual(market.bars(symbol, frame('Day'), ...span));
      expect(other.book(symbol, noon)).toEqual(market.book(symbol, noon));
      expect(other.trades(symbol, noon - minuteMs, noon, 50)).toEqual(
        market.trades(symbol, noon - minuteMs, noon, 50),
      );
    }
  });

  it('shows another world for another seed', () => {
    const other = createGeneratedMarket({ seed: 8 });
    expect(other.book('AAPL', noon)).not.toEqual(market.book('AAPL', noon));
  });

  it.each(['AAPL', 'BRK.B', 'SPY', 'F'])('adds up: hours and days of %s are their minutes', (symbol) => {
    for (const back of [0, 1, 7, 30, 365]) {
      const [from, until] = [open - back * dayMs - 10 * hourMs, close - back * dayMs + 3 * hourMs];
      const minutes = market.bars(symbol, frame('Min'), from, until, close);
      for (const hour of market.bars(symbol, frame('Hour'), from, until, close)) {
        expect(hour).toMatchObject(expected(minutes.filter(({ t }) => t >= hour.t && t < hour.t + hourMs)));
      }
      const session = market.calendar.sessionAt(open - back * dayMs);
      if (session === undefined) continue;
      const day = market.bars(symbol, frame('Day'), session.open, session.close, close)[0];
      expect(day).toMatchObject(expected(minutes));
    }
  });

  it('adds up: weeks and months are their days', () => {
    const days = market.bars('MSFT', frame('Day'), open - 80 * dayMs, close, close);
    const week = market.bars('MSFT', frame('Week'), open, close, close)[0];
    const month = market.bars('MSFT', frame('Month'), open, close, close)[0];
    expect(week).toMatchObject(expected(days.filter(({ t }) => t >= (week?.t ?? 0))));
    expect(month).toMatchObject(expected(days.filter(({ t }) => t >= (month?.t ?? 0))));
    expect([week?.t, month?.t]).toEqual([
      Date.parse('2026-11-16T05:00:00Z'),
      Date.parse('2026-11-01T04:00:00Z'),
    ]);
  });

  it('adds up: the trades of a minute make its bar', () => {
    const from = noon - (noon % minuteMs) - minuteMs;
    const bar = market.bars('NVDA', frame('Min'), from, from + 1, noon)[0];
    const trades = market.trades('NVDA', from, from + minuteMs, 1000);
    expect({
      o: trades[0]?.price,
      h: Math.max(...trades.map((trade) => trade.price)),
      l: Math.min(...trades.map((trade) => trade.price)),
      c: trades.at(-1)?.price,
      v: trades.reduce((sum, trade) => sum + trade.size, 0),
      n: trades.length,
    }).toEqual({ o: bar?.o, h: bar?.h, l: bar?.l, c: bar?.c, v: bar?.v, n: bar?.n });
  });

  it('shows of the present session what has traded so far, and nothing of the future', () => {
    const [day] = market.bars('AAPL', frame('Day'), open, close, noon);
    const minutes = market.bars('AAPL', frame('Min'), open, close, noon);
    expect(day).toMatchObject(expected(minutes));
    expect(Math.max(...minutes.map(({ t }) => t))).toBeLessThanOrEqual(noon);
    expect(market.bars('AAPL', frame('Day'), open, close + 9 * dayMs, noon)).toHaveLength(1);
    expect(market.bars('AAPL', frame('Min'), noon + minuteMs, close, noon)).toEqual([]);
  });

  it('keeps bid below ask around the last trade, in cents', () => {
    for (let at = open; at < close; at += 613_000) {
      const book = market.book('AMZN', at);
      if (book === undefined) throw new Error('no book');
      expect(book.bid).toBeLessThan(book.ask);
      expect(book.last).toBeGreaterThanOrEqual(book.bid);
      expect(book.last).toBeLessThanOrEqual(book.ask);
      expect(book.at).toBeLessThanOrEqual(at);
      for (const price of [book.bid, book.ask, book.last]) {
        expect(Math.abs(price * 100 - Math.round(price * 100))).toBeLessThan(1e-6);
      }
    }
  });

  it('holds the last close with a wider spread while the market is closed', () => {
    const [day] = market.bars('AAPL', frame('Day'), open, close, close);
    const before = market.book('AAPL', close - 1000);
    const after = market.book('AAPL', close + 5 * hourMs);
    const weekend = market.book('AAPL', close + 40 * hourMs);
    expect(after).toMatchObject({ last: day?.c, at: close });
    expect(weekend).toEqual(after);
    const width = (book: typeof after) => (book?.ask ?? 0) - (book?.bid ?? 0);
    expect(width(after)).toBeGreaterThan(width(before));
  });

  it.each([2020, 2027, 2035])('has two years of daily bars before a day of %i', (year) => {
    const at = Date.UTC(year, 5, 16, 16);
    const bars = market.bars('SPY', frame('Day'), at - 730 * dayMs, at, at);
    expect(bars.length).toBeGreaterThan(495);
  });

  it('keeps prices at a plausible level for decades', () => {
    const at = Date.UTC(2035, 0, 1);
    const bars = market.bars('AAPL', frame('Month'), Date.UTC(2015, 0, 1), at, at);
    expect(Math.min(...bars.map((bar) => bar.l))).toBeGreaterThan(30);
    expect(Math.max(...bars.map((bar) => bar.h))).toBeLessThan(2500);
  });

  it('moves symbols together, those of one sector more', () => {
    const returns = (symbol: string) => {
      const bars = market.bars(symbol, frame('Day'), open - 900 * dayMs, open, open);
      return bars.slice(1).map((bar, place) => Math.log(bar.c / (bars[place]?.c ?? bar.c)));
    };
    const correlation = (a: string, b: string) => {
      const [x, y] = [returns(a), returns(b)];
      const dot = (p: readonly number[], q: readonly number[]) =>
        p.reduce((sum, value, place) => sum + value * (q[place] ?? 0), 0);
      return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
    };
    expect(correlation('XOM', 'CVX')).toBeGreaterThan(correlation('XOM', 'PG'));
    expect(correlation('MSFT', 'SPY')).toBeGreaterThan(0.4);
  });

  it('gaps over night', () => {
    const bars = market.bars('TSLA', frame('Day'), open - 60 * dayMs, open, open);
    const gaps = bars.slice(1).filter((bar, place) => bar.o !== bars[place]?.c);
    expect(gaps.length).toBeGreaterThan(bars.length / 2);
  });

  it('stops trading and quoting in a halt', () => {
    const seed = assetSeed(market.asset('TSLA')?.id ?? '');
    const { all } = { all: market.calendar.sessions('2015-01-01', '2026-12-31') };
    const index = all.findIndex(
      ({ open, close }, number) => tradingHaltOf(seed, number, (close - open) / minuteMs) !== undefined,
    );
    const session = all[index];
    if (session === undefined) throw new Error('no halt in eleven years');
    const halt = tradingHaltOf(seed, index, (session.close - session.open) / minuteMs);
    if (halt === undefined) throw new Error('no halt');
    const [from, to] = [session.open + halt.from * minuteMs, session.open + halt.to * minuteMs];
    expect(market.trades('TSLA', from, to, 10)).toEqual([]);
    expect(market.bars('TSLA', frame('Min'), from, to, session.close)).toEqual([]);
    expect(market.book('TSLA', to - 1)).toMatchObject({ halted: true, at: from });
    expect(market.book('TSLA', from - 1)?.halted).toBe(false);
    expect(market.book('TSLA', to)?.halted).toBe(false);
  });

  it('lets a pinned book win until it is unpinned, also in a halt and when the clock moves on', () => {
    const pinned = createGeneratedMarket({ seed: 7 });
    const pin = { bid: 99, ask: 101, last: 100, bidSize: 5, askSize: undefined, pinnedAt: noon };
    pinned.pin('AAPL', pin);
    expect(pinned.book('AAPL', noon)).toMatchObject({
      bid: 99,
      ask: 101,
      last: 100,
      bidSize: 5,
      pinned: true,
    });
    expect(pinned.book('AAPL', noon + 30 * dayMs)).toMatchObject({ last: 100, pinned: true, halted: false });
    expect(pinned.trades('AAPL', noon - 60_000, noon + 60_000, 100).at(-1)).toMatchObject({
      t: noon,
      price: 100,
    });
    expect(pinned.book('MSFT', noon)).toEqual(market.book('MSFT', noon));
    pinned.unpin('AAPL');
    expect(pinned.book('AAPL', noon)).toEqual(market.book('AAPL', noon));
  });

  it('begins within a session with a history, at any wall-clock time', () => {
    for (const wall of ['2020-01-01T00:00:00Z', '2026-11-22T12:00:00Z', '2035-12-31T23:00:00Z']) {
      const moment = market.openingMoment(Date.parse(wall));
      expect(market.calendar.sessionAt(moment)).toBeDefined();
      expect(moment).toBeLessThanOrEqual(Date.parse(wall));
      const bars = market.bars('AAPL', frame('Day'), moment - 500 * dayMs, moment, moment);
      expect(bars.length).toBeGreaterThan(250);
    }
  });

  it('knows nothing of symbols that are not listed', () => {
    expect(market.asset('NOPE')).toBeUndefined();
    expect(market.book('NOPE', noon)).toBeUndefined();
    expect(market.bars('NOPE', frame('Day'), open, close, noon)).toEqual([]);
  });
});
