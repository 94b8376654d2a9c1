import { describe, expect, it } from 'vitest';
import { holesBefore, lastWholeMinute, untoldBars } from './untold-bars.ts';

const at = (minute: number) => `2026-01-06T15:${String(minute).padStart(2, '0')}:00.000Z`;
const bar = (symbol: string, minute: number) => ({
  symbol,
  bar: { start: at(minute), open: '1', high: '1', low: '1', close: '1', volume: '1' },
});
const told = new Map([['AAPL', at(10)]]);

describe('bars of the stream', () => {
  it('are told once each, oldest first, however they come', () => {
    const came = [bar('AAPL', 12), bar('AAPL', 10), bar('AAPL', 11), bar('AAPL', 12), bar('KO', 11)];
    expect(untoldBars(told, came)).toEqual([bar('AAPL', 11), bar('KO', 11), bar('AAPL', 12)]);
  });

  it('leave a hole where a minute is missing before the oldest of them', () => {
    expect(holesBefore(told, [bar('AAPL', 11), bar('AAPL', 13)])).toEqual([]);
    expect(holesBefore(told, [bar('AAPL', 12), bar('KO', 12)])).toEqual(['AAPL']);
  });

  it('are whole when their minute is over', () => {
    expect(lastWholeMinute('2026-01-06T15:11:00.000Z')).toBe(at(10));
    expect(lastWholeMinute('2026-01-06T15:10:59.999Z')).toBe(at(9));
  });
});
