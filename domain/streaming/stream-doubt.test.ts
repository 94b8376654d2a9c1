import { describe, expect, it } from 'vitest';
import { missedByStream } from './missed-by-stream.ts';
import { streamDoubt } from './stream-doubt.ts';

const quoteAt = (at: string) => ({ bid: '1', ask: '2', bidSize: '100', askSize: '100', at });

describe('a market stream', () => {
  it('is doubted when it has not been connected again in time, or nothing came for long', () => {
    expect(streamDoubt({ disconnectedForMs: undefined, silentForMs: 9_999 })).toBeUndefined();
    expect(streamDoubt({ disconnectedForMs: undefined, silentForMs: 10_000 })).toBe('silent');
    expect(streamDoubt({ disconnectedForMs: 4_999, silentForMs: 60_000 })).toBeUndefined();
    expect(streamDoubt({ disconnectedForMs: 5_000, silentForMs: 5_000 })).toBe('disconnected');
  });

  it('has missed what REST knows and it has not brought; a market in which nothing happens is no fault', () => {
    const known = new Map([
      ['AAPL', { symbol: 'AAPL', quote: quoteAt('2026-01-06T15:00:00.000Z') }],
      ['KO', { symbol: 'KO', quote: quoteAt('2026-01-06T15:00:00.000Z') }],
    ]);
    const there = new Map([
      ['AAPL', { quote: quoteAt('2026-01-06T15:00:05.000Z') }],
      ['KO', { quote: quoteAt('2026-01-06T15:00:05.001Z') }],
    ]);
    expect(missedByStream(known, there)).toEqual(['KO']);
    expect(missedByStream(known, new Map([['AAPL', known.get('AAPL') ?? {}]]))).toEqual([]);
  });
});
