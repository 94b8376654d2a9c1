import { describe, expect, it } from 'vitest';
import type { Bar } from '../market.ts';
import { condenseBars } from './condense-bars.ts';

const bars: readonly Bar[] = [
  { start: '1', open: '10', high: '12', low: '9', close: '11', volume: '100' },
  { start: '2', open: '11', high: '15', low: '10', close: '14', volume: '50.5' },
  { start: '3', open: '14', high: '14', low: '8', close: '9', volume: '1' },
];

describe('condensed bars', () => {
  it('are the bars themselves where they are few', () => {
    expect(condenseBars(bars, 3)).toEqual({ rows: bars, barsPerRow: 1 });
    expect(condenseBars([], 3)).toEqual({ rows: [], barsPerRow: 1 });
  });

  it('begin with the first, end with the last, and hold the extremes and the volume between', () => {
    expect(condenseBars(bars, 2)).toEqual({
      barsPerRow: 2,
      rows: [{ start: '1', open: '10', high: '15', low: '9', close: '14', volume: '150.5' }, bars[2]],
    });
    expect(condenseBars(bars, 1).rows).toEqual([
      { start: '1', open: '10', high: '15', low: '8', close: '9', volume: '151.5' },
    ]);
  });
});
