import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientOrderId, cycleOrderId, isClientOrderId, manualOrderId } from './client-order-id.ts';

const STRATEGY = '0d6a9f0e-6d0b-4f5e-9a55-0c2f7f0a3b11';
const AS_OF = '2026-01-06T15:30:00.000Z';

describe('cycleOrderId', () => {
  it('can be read', () => {
    expect(cycleOrderId({ strategyId: STRATEGY, asOf: AS_OF, symbol: 'BRK.B', leg: 'entry' })).toBe(
      `c-${STRATEGY}-20260106T153000Z-BRK.B-entry`,
    );
  });

  it('is the same for the same moment, however it is written, and another a millisecond later', () => {
    const id = (asOf: string) => cycleOrderId({ strategyId: STRATEGY, asOf, symbol: 'AAPL', leg: 'entry' });
    expect(id('2026-01-06T10:30:00-05:00')).toBe(id(AS_OF));
    expect(id('2026-01-06T15:30:00.001Z')).not.toBe(id(AS_OF));
  });

  it('never gives two orders one id, whatever their parts hold', () => {
    const part = fc.oneof(
      fc.stringMatching(/^[A-Z./_-]{1,6}$/),
      fc.stringMatching(/^[a-c_-]{1,8}$/),
      fc.constantFrom('A-20260106T153000Z', '_2f_', '/', 'é', '😀', 'BTC/USD', 'BTC_2f_USD'),
    );
    const parts = fc.record({
      strategyId: part,
      asOf: fc.constantFrom(AS_OF, '2026-01-06T15:30:00.001Z', '2026-01-07T15:30:00Z'),
      symbol: part,
      leg: part,
    });
    const key = ({ strategyId, asOf, symbol, leg }: Parameters<typeof cycleOrderId>[0]) =>
      JSON.stringify([strategyId, Date.parse(asOf), symbol, leg]);
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        expect(cycleOrderId(one) === cycleOrderId(other)).toBe(key(one) === key(other));
        expect(isClientOrderId(cycleOrderId(one))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('is read in one way only, even if a symbol imitates the parts before it', () => {
    const one = { strategyId: 'x', asOf: AS_OF, symbol: 'M-20260106T153000Z-B', leg: 'entry' };
    const other = { strategyId: 'x-20260106T153000Z-M', asOf: AS_OF, symbol: 'B', leg: 'entry' };
    expect(cycleOrderId(one)).not.toBe(cycleOrderId(other));
  });

  it('asserts that the broker will take it', () => {
    expect(() =>
      cycleOrderId({ strategyId: 'x'.repeat(120), asOf: AS_OF, symbol: 'AAPL', leg: 'entry' }),
    ).toThrow(RangeError);
    expect(() => cycleOrderId({ strategyId: STRATEGY, asOf: 'now', symbol: 'AAPL', leg: 'entry' })).toThrow(
      RangeError,
    );
  });
});

describe('manualOrderId', () => {
  const digest = 'a'.repeat(64);

  it('holds the whole digest of the key and fits', () => {
    expect(manualOrderId({ userId: STRATEGY, keyDigest: digest })).toBe(`m-${STRATEGY}-${digest}`);
  });

  it('never gives two users one id', () => {
    const user = fc.oneof(fc.uuid(), fc.stringMatching(/^[a-z_-]{1,5}$/));
    fc.assert(
      fc.property(user, user, (one, other) => {
        const ids = [one, other].map((userId) => manualOrderId({ userId, keyDigest: digest }));
        expect(ids[0] === ids[1]).toBe(one === other);
      }),
    );
  });

  it.each(['', 'A'.repeat(64), 'a'.repeat(63), 'my key'])(
    'asserts that it was given a digest: %j',
    (keyDigest) => {
      expect(() => manualOrderId({ userId: STRATEGY, keyDigest })).toThrow(RangeError);
    },
  );
});

describe('clientOrderId', () => {
  it('takes 128 characters and refuses 129, none, and any that the id may not hold', () => {
    expect(clientOrderId('x'.repeat(128))).toHaveLength(128);
    for (const text of ['', 'x'.repeat(129), 'a b', 'a/b', 'a\n'])
      expect(() => clientOrderId(text)).toThrow(RangeError);
  });
});
