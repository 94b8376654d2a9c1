import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dailyReturns, type PerformanceFill } from './daily-returns.ts';
import { maxDrawdown, performanceOf, sharpeRatio, sortinoRatio } from './performance.ts';

const golden = z
  .array(
    z.object({
      name: z.string(),
      returns: z.array(z.number()),
      totalReturn: z.number(),
      sharpe: z.number(),
      sortino: z.number(),
      maxDrawdown: z.number(),
    }),
  )
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../tests/golden/performance.json'), 'utf8')));

describe('the ratios are those of Python’s statistics for', () => {
  it.each(golden)('$name', ({ returns, totalReturn, sharpe, sortino, maxDrawdown: fall }) => {
    expect(sharpeRatio(returns)).toBeCloseTo(sharpe, 10);
    expect(sortinoRatio(returns)).toBeCloseTo(sortino, 10);
    expect(maxDrawdown(returns)).toBeCloseTo(fall, 12);
    const days = returns.map((one, day) => ({
      date: `2026-01-${day}`,
      pnl: '0',
      equity: '1',
      return: one,
    }));
    expect(performanceOf(days, [], [])?.totalReturn).toBeCloseTo(totalReturn, 12);
  });

  it('but a spread of nothing gives no ratio, and one day neither', () => {
    expect([sharpeRatio([0.01, 0.01]), sharpeRatio([0.01]), sortinoRatio([0.01, 0.02])]).toEqual([
      null,
      null,
      null,
    ]);
    expect(maxDrawdown([])).toBe(0);
  });
});

const fill = (date: string, side: 'buy' | 'sell', qty: string, price: string): PerformanceFill => ({
  date,
  symbol: 'AAPL',
  side,
  qty,
  price,
});
const fills = [
  fill('2026-01-05', 'buy', '10', '100'),
  fill('2026-01-07', 'sell', '4', '110'),
  fill('2026-01-08', 'sell', '6', '90'),
];
const dates = ['2026-01-05', '2026-01-06', '2026-01-07', '2026-01-08'];
const closes = new Map([
  [
    'AAPL',
    new Map([
      ['2026-01-05', '102'],
      ['2026-01-06', '101'],
      ['2026-01-07', '112'],
      ['2026-01-08', '95'],
    ]),
  ],
]);
const equities = new Map(dates.map((date) => [date, '1000']));

describe('a strategy’s days', () => {
  it('are what its shares gained by the close and what it got for them', () => {
    const days = dailyReturns({ dates, fills, closes, equities });
    // 10 at 102 for 1,000; down a dollar a share; 6 at 112 and 440 got, of 1,010; 540 got, of 672
    expect(days.map(({ pnl }) => pnl)).toEqual(['20', '-10', '102', '-132']);
    expect(days.map((day) => day.return)).toEqual([0.02, -0.01, 0.102, -0.132]);
  });

  it('add up to what the fills realised once nothing is held', () => {
    const figures = performanceOf(dailyReturns({ dates, fills, closes, equities }), fills, [
      '0',
      '40',
      '-60',
    ]);
    expect(figures).toMatchObject({ pnl: '-20', closedTrades: 2, hitRate: 0.5, days: 4 });
    // the lesser of 1,000 bought and 980 sold, over 1,000
    expect(figures?.turnover).toBeCloseTo(0.98, 12);
  });

  it('carry the last close over a day without one, and leave out a day without equity', () => {
    const holes = new Map([['AAPL', new Map([['2026-01-05', '102']])]]);
    const lacking = new Map([...equities].filter(([date]) => date !== '2026-01-06'));
    const days = dailyReturns({
      dates: dates.slice(0, 3),
      fills: fills.slice(0, 1),
      closes: holes,
      equities: lacking,
    });
    expect(days.map(({ date, pnl }) => [date, pnl])).toEqual([
      ['2026-01-05', '20'],
      ['2026-01-07', '0'],
    ]);
  });

  it('of a short position lose what the price gains', () => {
    const short = [fill('2026-01-05', 'sell', '10', '100')];
    expect(dailyReturns({ dates: dates.slice(0, 2), fills: short, closes, equities })).toMatchObject([
      { pnl: '-20' },
      { pnl: '10' },
    ]);
  });

  it('that never were give no figures', () => {
    expect(performanceOf([], [], [])).toBeUndefined();
  });
});
