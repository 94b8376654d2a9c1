import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readBarCsv } from './bar-csv.ts';
import { dayMs, hourMs, minuteMs } from './new-york.ts';
import { BrokenCsvError, loadReplayedMarket, NoBarsError } from './replayed-market.ts';

const folder = mkdtempSync(join(tmpdir(), 'replay-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

let made = 0;
function makeFolder(files: Readonly<Record<string, string>>): string {
  made += 1;
  const dir = mkdtempSync(join(folder, `${made}-`));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  return dir;
}

const hourly = `t,o,h,l,c,v
2020-11-25T19:00:00Z,100,101,99,100.5,1000
2020-11-25T20:00:00Z,100.5,102,100,101.25,3001
2020-11-27T14:00:00Z,103,104,102.5,103.75,600
2020-11-27T15:00:00Z,103.75,105,103,104.5,900
2020-11-27T16:00:00Z,104.5,104.5,101,101.5,1200
2020-11-27T17:00:00Z,101.5,102,100.75,101,2400
2020-11-30T14:00:00Z,101,101.25,100,100.25,700
`;
const end = Date.parse('2020-12-01T00:00:00Z');
const hour = { amount: 1, unit: 'Hour' } as const;
const minute = { amount: 1, unit: 'Min' } as const;
const day = { amount: 1, unit: 'Day' } as const;

describe('a market of real bars', () => {
  const market = loadReplayedMarket(makeFolder({ 'XYZ.csv': hourly }), {});

  it('gives the bars of the file back', () => {
    const bars = market.bars('XYZ', hour, 0, end, end);
    expect(bars.map(({ t, o, h, l, c, v }) => [new Date(t).toISOString(), o, h, l, c, v])).toEqual(
      hourly
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(','))
        .map(([t = '', ...numbers]) => [t.replace('Z', '.000Z'), ...numbers.map(Number)]),
    );
  });

  it('makes minutes that add up to the bars of the file', () => {
    for (const bar of market.bars('XYZ', hour, 0, end, end)) {
      const minutes = market.bars('XYZ', minute, bar.t, bar.t + hourMs, end);
      expect(minutes[0]?.o).toBe(bar.o);
      expect(minutes.at(-1)?.c).toBe(bar.c);
      expect(Math.max(...minutes.map((each) => each.h))).toBe(bar.h);
      expect(Math.min(...minutes.map((each) => each.l))).toBe(bar.l);
      expect(minutes.reduce((sum, each) => sum + each.v, 0)).toBe(bar.v);
    }
  });

  it('adds the bars of a date up to its day', () => {
    const bar = market.bars('XYZ', day, Date.parse('2020-11-27T06:00:00Z'), end, end)[0];
    expect(bar).toMatchObject({ o: 103, h: 105, l: 100.75, c: 101, v: 5100 });
  });

  it('opens on the dates with bars, and closes early where bars end early', () => {
    const sessions = market.calendar.sessions('2020-11-01', '2020-12-31');
    expect(sessions.map(({ date, close }) => [date, new Date(close).toISOString().slice(11, 16)])).toEqual([
      ['2020-11-25', '21:00'],
      ['2020-11-27', '18:00'],
      ['2020-11-30', '18:00'],
    ]);
    expect(market.calendar.nextSession(end).date).toBe('2020-12-01');
    expect(market.calendar.sessionAt(Date.parse('2020-12-01T15:00:00Z'))).toBeUndefined();
  });

  it('knows no price before the first bar and keeps the last one after the last', () => {
    expect(market.book('XYZ', Date.parse('2020-11-24T15:00:00Z'))).toBeUndefined();
    expect(market.book('XYZ', end + dayMs)?.last).toBe(100.25);
  });

  it('spreads daily bars over their sessions, with the half days of the exchange', () => {
    const daily = makeFolder({
      'XYZ.csv':
        't,o,h,l,c,v\n2020-11-25T05:00:00Z,10,12,9,11,390\n2020-11-27T05:00:00Z,11,13,10.5,12,2100\n',
    });
    const replay = loadReplayedMarket(daily, { symbols: ['XYZ'] });
    const minutes = replay.bars('XYZ', minute, 0, end, end);
    expect(minutes).toHaveLength(390 + 210);
    expect(replay.bars('XYZ', day, 0, end, end)).toMatchObject([
      { o: 10, h: 12, l: 9, c: 11, v: 390 },
      { o: 11, h: 13, l: 10.5, c: 12, v: 2100 },
    ]);
  });

  it.each([
    ['2020-11-25T19:00:00Z,100,101,99,100.5', 'expected 6 fields'],
    ['2020-11-25,100,101,99,100.5,10', 'not an RFC 3339 time'],
    ['2020-11-25T20:00:00Z,100,101,99,abc,10', 'c is "abc"'],
    ['2020-11-25T20:00:00Z,100,99,98,100.5,10', 'the high is below'],
    ['2020-11-25T20:00:00Z,100,102,101,101.5,10', 'the low is above'],
    ['2020-11-25T20:00:00Z,0,102,0,101.5,10', 'not above zero'],
    ['2020-11-25T20:00:00Z,100,101,99,100.5,-1', 'v is "-1"'],
    ['2020-11-25T18:00:00Z,100,101,99,100.5,10', 'does not come after'],
  ])('names file, line and reason of a broken line: %s', (line, reason) => {
    const dir = makeFolder({
      'XYZ.csv': `t,o,h,l,c,v\n2020-11-25T19:00:00Z,100,101,99,100.5,1000\n${line}\n`,
    });
    const load = () => loadReplayedMarket(dir, {});
    expect(load).toThrow(BrokenCsvError);
    expect(load).toThrow(reason);
    expect(load).toThrow(`${join(dir, 'XYZ.csv')}:3:`);
  });

  it('refuses a symbol without a file, and an empty folder', () => {
    expect(() => loadReplayedMarket(makeFolder({ 'XYZ.csv': hourly }), { symbols: ['ABC'] })).toThrow(
      NoBarsError,
    );
    expect(() => loadReplayedMarket(makeFolder({}), {})).toThrow(NoBarsError);
  });
});

const shared = new URL('../../../shared/market', import.meta.url).pathname;

describe.skipIf(!existsSync(shared))('the real bars of ../shared/market', () => {
  it.each(['AAPL', 'SPY'])('come back hour by hour: %s', (symbol) => {
    const market = loadReplayedMarket(join(shared, 'hour'), { symbols: [symbol] });
    const [from, until] = [Date.parse('2020-03-01T00:00:00Z'), Date.parse('2020-12-31T00:00:00Z')];
    const asked = market.bars(symbol, hour, from, until, until);
    const written = readBarCsv(join(shared, 'hour', `${symbol}.csv`))
      .filter(({ t }) => t >= from && t < until)
      .map(({ t, open, high, low, close, volume }) => [
        t,
        open / 1e4,
        high / 1e4,
        low / 1e4,
        close / 1e4,
        volume,
      ]);
    expect(asked.map(({ t, o, h, l, c, v }) => [t, o, h, l, c, v])).toEqual(written);
  });

  it('begin in a session with 250 daily bars before it', () => {
    const market = loadReplayedMarket(join(shared, 'hour'), { symbols: ['AAPL', 'BAC', 'IBM', 'SPY'] });
    const moment = market.openingMoment(Date.now());
    expect(market.calendar.sessionAt(moment)).toBeDefined();
    expect(market.bars('IBM', day, 0, moment - 12 * hourMs, moment)).toHaveLength(250);
    expect(market.book('IBM', moment)?.at).toBeGreaterThan(moment - minuteMs);
  });
});
