import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MarketTrade } from '../market.ts';
import { closeMinutes, minuteBarsOf, NO_MINUTES, withTrade } from './minute-bars.ts';

const at = (seconds: number): string =>
  new Date(Date.UTC(2026, 0, 6, 15, 0, 0) + seconds * 1000).toISOString();
const trade = (seconds: number, price: string, more: Partial<MarketTrade> = {}): MarketTrade => ({
  at: at(seconds),
  price,
  size: '100',
  id: String(Math.round(seconds * 1000)),
  exchange: 'V',
  conditions: ['@'],
  ...more,
});

describe('minute bars of trades', () => {
  test('first, highest, lowest, last and sum; a minute begins with its first millisecond', () => {
    const trades = [trade(0, '10'), trade(20, '12'), trade(40, '9'), trade(59.999, '11'), trade(60, '20')];
    expect(minuteBarsOf(trades)).toEqual([
      { start: at(0), open: '10', high: '12', low: '9', close: '11', volume: '400' },
      { start: at(60), open: '20', high: '20', low: '20', close: '20', volume: '100' },
    ]);
  });

  test.each([
    [
      'an odd lot counts for the volume alone',
      ['@', 'I'],
      { open: '10', high: '10', close: '10', volume: '200' },
    ],
    ['a late one is in the range', ['Z'], { open: '10', high: '50', close: '10', volume: '200' }],
    ['an official price is no trade', ['M'], { open: '10', high: '10', close: '10', volume: '100' }],
    ['one after hours makes the bar', ['@', 'T'], { open: '10', high: '50', close: '50', volume: '200' }],
  ])('%s', (_what, conditions, bar) => {
    expect(minuteBarsOf([trade(1, '10'), trade(2, '50', { conditions })])[0]).toMatchObject(bar);
  });

  test('a minute of odd lots alone has no bar', () => {
    expect(minuteBarsOf([trade(1, '10', { conditions: ['I'] })])).toEqual([]);
  });

  test('what was cancelled counts no more, even when the news overtakes the trade', () => {
    const canceled = trade(2, '50', { update: 'canceled' });
    const bar = { high: '10', volume: '100' };
    expect(minuteBarsOf([trade(1, '10'), trade(2, '50'), canceled])[0]).toMatchObject(bar);
    expect(minuteBarsOf([trade(1, '10'), canceled, trade(2, '50')])[0]).toMatchObject(bar);
    const corrected = trade(2, '11', { update: 'corrected', id: '9' });
    const incorrect = trade(2, '50', { update: 'incorrect' });
    expect(minuteBarsOf([trade(1, '10'), trade(2, '50'), incorrect, corrected])[0]).toMatchObject({
      high: '11',
      volume: '200',
    });
  });

  test('one by one, late, repeated and in any order, they are the bars of all at once', () => {
    const some = fc.record({
      at: fc.integer({ min: 0, max: 299_999 }).map((ms) => at(ms / 1000)),
      price: fc.integer({ min: 1, max: 9_999 }).map((cents) => (cents / 100).toFixed(2)),
      size: fc.integer({ min: 1, max: 500 }).map(String),
      exchange: fc.constantFrom('V', 'P'),
      conditions: fc.subarray(['@', 'I', 'T', 'Z', 'M', 'F']),
      update: fc.option(fc.constantFrom('canceled' as const, 'incorrect' as const), {
        nil: undefined,
        freq: 9,
      }),
    });
    const trades = fc.array(some, { maxLength: 60 }).map((list) =>
      list.map(
        ({ update, ...rest }, index): MarketTrade => ({
          ...rest,
          id: String(index),
          ...(update === undefined ? {} : { update }),
        }),
      ),
    );
    const arrival = trades.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2, maxLength: list.length * 2 }),
      ),
    );
    fc.assert(
      fc.property(arrival, ([batch, arrived]) => {
        let minutes = NO_MINUTES;
        for (const one of arrived) minutes = withTrade(minutes, one);
        const { bars, open } = closeMinutes(minutes, at(300));
        expect(bars).toEqual(minuteBarsOf(batch));
        expect(open.size).toBe(0);
      }),
    );
  });

  test('a minute that has not ended stays open', () => {
    const minutes = [trade(1, '10'), trade(61, '11')].reduce(withTrade, NO_MINUTES);
    const { bars, open } = closeMinutes(minutes, at(119.999));
    expect(bars.map(({ start }) => start)).toEqual([at(0)]);
    expect(closeMinutes(open, at(120)).bars.map(({ start }) => start)).toEqual([at(60)]);
  });
});
