import { expect, it } from 'vitest';
import { momentOfKnowledge } from './moment-of-knowledge.ts';
import { AS_OF, quote } from './samples.ts';

const snapshots = (at: string) => ({ AAPL: { quote: quote('99', '101', at) } });

it('is the broker’s clock, unless a quote or trade came after it was read', () => {
  expect(momentOfKnowledge(AS_OF, {})).toBe(AS_OF);
  expect(momentOfKnowledge(AS_OF, snapshots('2026-01-06T15:29:59Z'))).toBe(AS_OF);
  expect(momentOfKnowledge(AS_OF, snapshots('2026-01-06T15:30:02Z'))).toBe('2026-01-06T15:30:02.000Z');
  const trade = { AAPL: { lastTrade: { price: '1', size: '1', at: '2026-01-06T15:30:03Z' } } };
  expect(momentOfKnowledge(AS_OF, trade)).toBe('2026-01-06T15:30:03.000Z');
});

it('is not moved by a time stamp that is wrong', () => {
  expect(momentOfKnowledge(AS_OF, snapshots('2026-01-06T15:35:00.001Z'))).toBe(AS_OF);
  expect(momentOfKnowledge(AS_OF, snapshots('soon'))).toBe(AS_OF);
});
