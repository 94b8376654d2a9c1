import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ReportedFact } from '../fundamentals.ts';
import type { Bar } from '../market.ts';
import { decimalFromNumber } from '../money.ts';
import { correlate } from './correlation.ts';
import { filingSurprise } from './filing-surprise.ts';
import { indicatorsOf } from './indicator-stream.ts';
import { INDICATOR_NAMES } from './indicator-values.ts';

/** Values by TA-Lib, numpy and pandas: `tests/golden/indicators.py` says how they were made. */
const golden = z
  .object({
    symbols: z.record(
      z.string(),
      z.object({
        bars: z.array(z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()])),
        values: z.record(z.string(), z.number()),
        correlationToUniverse: z.number(),
        mostAlike: z.object({ symbol: z.string(), correlation: z.number() }),
      }),
    ),
    earnings: z.object({ eps: z.array(z.number()), surprise: z.number() }),
  })
  .parse(JSON.parse(readFileSync(new URL('../../tests/golden/indicators.json', import.meta.url), 'utf8')));

const DAY_MS = 86_400_000;
const samples = Object.entries(golden.symbols).map(([symbol, { bars, ...expected }]) => ({
  symbol,
  ...expected,
  bars: bars.map(([open, high, low, close, volume], day): Bar => {
    const start = new Date(Date.parse('2026-01-02T05:00:00Z') + day * DAY_MS).toISOString();
    const [o, h, l, c, v] = [open, high, low, close, volume].map(decimalFromNumber);
    return { start, open: o ?? '', high: h ?? '', low: l ?? '', close: c ?? '', volume: v ?? '' };
  }),
}));
const correlated = correlate(new Map(samples.map(({ symbol, bars }) => [symbol, bars])));

describe.each(samples)(
  '$symbol agrees with TA-Lib, numpy and pandas',
  ({ symbol, bars, values, ...expected }) => {
    const ours = indicatorsOf(bars);

    it.each(INDICATOR_NAMES)('%s', (name) => {
      expect(ours[name]).toBeCloseTo(values[name] ?? Number.NaN, 9);
    });

    it('correlations', () => {
      const { toUniverse, mostAlike } = correlated.get(symbol) ?? {};
      expect(toUniverse).toBeCloseTo(expected.correlationToUniverse, 9);
      expect(mostAlike?.symbol).toBe(expected.mostAlike.symbol);
      expect(mostAlike?.correlation).toBeCloseTo(expected.mostAlike.correlation, 9);
    });
  },
);

describe('filing surprise', () => {
  const quarters = golden.earnings.eps.map((eps, index): ReportedFact => {
    const year = 2021 + Math.floor(index / 3);
    const quarter = index % 3;
    const [from, to] = [`${year}-0${quarter * 3 + 1}-01`, `${year}-${['03-31', '06-30', '09-30'][quarter]}`];
    return {
      concept: 'dilutedEps',
      tag: 'us-gaap:EarningsPerShareDiluted',
      unit: 'USD/shares',
      value: decimalFromNumber(eps),
      periodStart: from,
      periodEnd: to,
      accessionNumber: String(index),
      form: '10-Q',
      filedOn: to,
      availableAt: `${to}T20:00:00.000Z`,
    };
  });
  const company = { cik: '0000000001', entityName: 'Sample' };

  it('agrees with numpy, in whatever order the quarters come', () => {
    expect(filingSurprise({ ...company, facts: quarters })).toBeCloseTo(golden.earnings.surprise, 9);
    expect(filingSurprise({ ...company, facts: quarters.toReversed() })).toBeCloseTo(
      golden.earnings.surprise,
      9,
    );
  });

  it('is not told from too few quarters, nor from whole years', () => {
    expect(filingSurprise({ ...company, facts: quarters.slice(0, 6) })).toBe(
      'needs 4 quarters with the same one a year before, has 3',
    );
    const years = quarters.map((fact) => ({
      ...fact,
      periodStart: `${Number(fact.periodEnd.slice(0, 4)) - 1}-10-01`,
    }));
    expect(filingSurprise({ ...company, facts: years })).toBe(
      'needs 4 quarters with the same one a year before, has 0',
    );
  });
});
