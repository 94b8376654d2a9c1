import { describe, expect, it } from 'vitest';
import { eventFilter } from './event-filter.ts';
import { createEventRing } from './event-ring.ts';

const event = (seq: number, type = 'order.filled', bytes = 1_000) => ({
  seq,
  userId: 'u',
  type,
  frame: Buffer.from(`${seq} `.padEnd(bytes, 'x')),
});
const everything = eventFilter({ userId: 'u', topics: new Set(), symbols: new Set() });
const alike = eventFilter({ userId: 'u', topics: new Set(), symbols: new Set() });
const orders = eventFilter({ userId: 'u', topics: new Set(['order']), symbols: new Set() });

function ringOf(count: number) {
  const ring = createEventRing();
  for (let seq = 1; seq <= count; seq += 1)
    ring.add(event(seq, seq % 2 === 0 ? 'fill.booked' : 'order.filled'));
  return ring;
}

describe('the latest events', () => {
  it('cost readers who are behind and want the same the same bytes, made once', () => {
    const ring = ringOf(500);
    const piece = ring.next(0, everything);
    expect(piece?.bytes.length).toBe(65_000);
    expect(ring.next(0, alike)?.bytes).toBe(piece?.bytes);
    expect(ring.next(0, orders)?.bytes).not.toBe(piece?.bytes);
    expect(ring.next(0, orders)?.bytes.length).toBe(33_000);
  });

  it('are given from any place, a piece at a time, each once', () => {
    const ring = ringOf(500);
    for (const from of [0, 1, 64, 65, 66, 499, 500]) {
      let after = from;
      let text = '';
      for (let piece = ring.next(after, everything); piece !== undefined && piece.upTo > after; ) {
        text += Buffer.from(piece.bytes).toString();
        after = piece.upTo;
        piece = ring.next(after, everything);
      }
      const seqs = [...text.matchAll(/(\d+) x/g)].map(([, seq]) => Number(seq));
      expect(seqs).toEqual(Array.from({ length: 500 - from }, (_, index) => from + index + 1));
    }
  });

  it('are bounded in number and bytes, and whoever is behind them is told so', () => {
    const many = ringOf(5_200);
    expect(many.next(0, everything)).toBeUndefined();
    expect(many.next(1_500, everything)).toBeDefined();
    const large = createEventRing();
    for (let seq = 1; seq <= 10; seq += 1) large.add(event(seq, 'order.filled', 1_000_000));
    expect(large.next(5, everything)).toBeUndefined();
    expect(large.next(6, everything)?.upTo).toBe(7);
  });
});
