import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bar } from '../../../domain/market.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { keepBars, readBars } from './bars.ts';
import { markCovered, uncoveredSpans } from './market-coverage.ts';
import { replaceSplits, splitsOf } from './splits.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

const at = (day: number): string => `2026-01-${String(day).padStart(2, '0')}T05:00:00.000Z`;
const bar = (day: number, close = '1.1'): Bar => ({
  start: at(day),
  open: '1',
  high: '2.000000000000000001',
  low: '0.5',
  close,
  volume: '9007199254740993',
});
const readAt = (day: number): Date => new Date(at(day));
const daily = (feed: string) => ({ feed, timeframe: '1Day' }) as const;
const all = { symbols: ['A', 'B', 'NOPE'], start: at(1), until: at(31) };

describe('bars', () => {
  test('come back to the last digit, by symbol, oldest first, each with the time it was read', async () => {
    const kept = await keepBars(
      database.db,
      { ...daily('f1'), fetchedAt: readAt(9) },
      new Map([
        ['B', [bar(6), bar(5)]],
        ['A', [bar(5)]],
      ]),
    );
    expect(kept).toEqual({ added: 3, changed: 0 });
    const found = await readBars(database.db, { ...daily('f1'), ...all });
    expect(Object.fromEntries(found)).toEqual({
      A: [{ ...bar(5), fetchedAt: at(9) }],
      B: [
        { ...bar(5), fetchedAt: at(9) },
        { ...bar(6), fetchedAt: at(9) },
      ],
    });
  });

  test('the same bar again changes nothing; a corrected one takes its place', async () => {
    const about = { ...daily('f2'), fetchedAt: readAt(9) };
    await keepBars(database.db, about, new Map([['A', [bar(5), bar(6)]]]));
    expect(
      await keepBars(
        database.db,
        { ...about, fetchedAt: readAt(10) },
        new Map([['A', [bar(5), bar(6, '1.2')]]]),
      ),
    ).toEqual({ added: 0, changed: 1 });
    const found = await readBars(database.db, { ...daily('f2'), ...all });
    expect(found.get('A')).toEqual([
      { ...bar(5), fetchedAt: at(9) },
      { ...bar(6, '1.2'), fetchedAt: at(10) },
    ]);
  });

  test('twice in one answer is once, the later of the two', async () => {
    const about = { ...daily('f3'), fetchedAt: readAt(9) };
    expect(await keepBars(database.db, about, new Map([['A', [bar(5), bar(5, '1.3')]]]))).toEqual({
      added: 1,
      changed: 0,
    });
    expect((await readBars(database.db, { ...daily('f3'), ...all })).get('A')?.[0]?.close).toBe('1.3');
  });

  test('the end is not included, and another feed or timeframe is another bar', async () => {
    const about = { ...daily('f4'), fetchedAt: readAt(9) };
    await keepBars(database.db, about, new Map([['A', [bar(5), bar(6)]]]));
    const found = await readBars(database.db, { ...daily('f4'), ...all, until: at(6) });
    expect(found.get('A')?.map(({ start }) => start)).toEqual([at(5)]);
    expect((await readBars(database.db, { ...daily('f4'), timeframe: '1Min', ...all })).size).toBe(0);
    expect((await readBars(database.db, { ...daily('f5'), ...all })).size).toBe(0);
  });

  test('two writers of the same bars do not wait for each other for ever', async () => {
    const bars = Array.from({ length: 28 }, (_, day) => bar(day + 1));
    const found = new Map(['A', 'B', 'C'].map((symbol) => [symbol, bars]));
    const backwards = new Map([...found].toReversed().map(([symbol, some]) => [symbol, some.toReversed()]));
    const about = { ...daily('f6'), fetchedAt: readAt(9) };
    const kept = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        keepBars(database.db, about, index % 2 === 0 ? found : backwards),
      ),
    );
    expect(kept.reduce((sum, { added }) => sum + added, 0)).toBe(84);
  });
});

describe('coverage', () => {
  const coverage = { feed: 'f1', series: '1Day' } as const;

  test('what was asked is covered, what lies between is not, and spans that touch become one', async () => {
    const mark = (symbols: string[], start: number, until: number) =>
      markCovered(database.db, { ...coverage, symbols, start: at(start), until: at(until) });
    await mark(['A', 'B'], 5, 10);
    await mark(['A'], 15, 20);
    await mark(['A'], 20, 25);
    const gaps = await uncoveredSpans(database.db, { ...coverage, ...all });
    const inDays = gaps.map(({ symbol, start, until }) => [symbol, start.slice(8, 10), until.slice(8, 10)]);
    expect(inDays).toEqual([
      ['A', '01', '05'],
      ['A', '10', '15'],
      ['A', '25', '31'],
      ['B', '01', '05'],
      ['B', '10', '31'],
      ['NOPE', '01', '31'],
    ]);
    const within = { ...coverage, symbols: ['A'], start: at(16), until: at(25) };
    expect(await uncoveredSpans(database.db, within)).toEqual([]);
  });

  test('many at once for one symbol are all kept', async () => {
    const days = Array.from({ length: 20 }, (_, index) => index + 1);
    await Promise.all(
      days.map((day) =>
        markCovered(database.db, {
          feed: 'f2',
          series: '1Min',
          symbols: ['A'],
          start: at(day),
          until: at(day + 1),
        }),
      ),
    );
    const asked = { feed: 'f2', series: '1Min', symbols: ['A'], start: at(1), until: at(21) } as const;
    expect(await uncoveredSpans(database.db, asked)).toEqual([]);
  });
});

describe('splits', () => {
  const split = { symbol: 'A', exDate: '2026-01-07', oldShares: '1', newShares: '4' };
  const about = { feed: 'f1', symbols: ['A', 'B'], fetchedAt: readAt(9) };

  test('what the source says of a span takes the place of what it said before', async () => {
    const january = { ...about, firstDate: '2026-01-01', lastDate: '2026-01-31' };
    await replaceSplits(database.db, january, [split, { ...split, symbol: 'B' }]);
    const known = await splitsOf(database.db, 'f1', ['A', 'B']);
    expect(known.get('A')).toEqual([split]);
    const early = { ...about, firstDate: '2026-01-01', lastDate: '2026-01-06' };
    await replaceSplits(database.db, early, []);
    expect((await splitsOf(database.db, 'f1', ['A', 'B'])).size).toBe(2);
    await replaceSplits(database.db, january, [{ ...split, newShares: '5' }]);
    const later = await splitsOf(database.db, 'f1', ['A', 'B']);
    expect(later.get('A')).toEqual([{ ...split, newShares: '5' }]);
    expect(later.has('B')).toBe(false);
  });
});
