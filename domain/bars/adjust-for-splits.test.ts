import { describe, expect, test } from 'vitest';
import type { Bar, Split } from '../market.ts';
import { adjustForSplits } from './adjust-for-splits.ts';

const bar = (start: string, price: string, volume = '1001'): Bar => ({
  start,
  open: price,
  high: price,
  low: price,
  close: price,
  volume,
});
const split: Split = { symbol: 'NFLX', exDate: '2025-11-17', oldShares: '1', newShares: '10' };
// New York midnight is 05:00 UTC in winter.
const before = bar('2025-11-14T05:00:00.000Z', '1112.17');
const onTheDay = bar('2025-11-17T05:00:00.000Z', '110.29');

describe('splits', () => {
  test('a bar before the ex-date is in the new shares, one of the day itself is already', () => {
    expect(adjustForSplits([before, onTheDay], [split], '2025-11-18T15:00:00.000Z')).toEqual([
      bar('2025-11-14T05:00:00.000Z', '111.217', '10010'),
      onTheDay,
    ]);
  });

  test('nobody knew of the split the day before: nothing is applied', () => {
    const bars = [before];
    expect(adjustForSplits(bars, [split], '2025-11-17T04:59:59.999Z')).toEqual(bars);
    expect(adjustForSplits(bars, [split], '2025-11-17T05:00:00.000Z')).not.toEqual(bars);
  });

  test('splits multiply; a reverse split raises prices; a ratio without an end in decimals is rounded', () => {
    const later: Split = { symbol: 'NFLX', exDate: '2025-12-01', oldShares: '3', newShares: '2' };
    const [first, second] = adjustForSplits([before, onTheDay], [split, later], '2026-01-05T15:00:00.000Z');
    expect(first?.close).toBe('166.8255');
    expect(second?.close).toBe('165.435');
    expect(second?.volume).toBe('667');
    const thirds = adjustForSplits(
      [bar('2025-11-14T05:00:00.000Z', '100')],
      [{ ...split, newShares: '3' }],
      '2026-01-05T15:00:00.000Z',
    );
    expect(thirds[0]?.close).toBe('33.333333');
  });
});
