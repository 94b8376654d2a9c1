import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, decimalFromNumber, isDecimalString, toDecimalString } from './money.ts';

describe('a decimal string', () => {
  it.each(['0', '-0', '12.5', '-12.500', '0.000000000000000001', '9'.repeat(30)])('is %s', (text) => {
    expect(isDecimalString(text)).toBe(true);
  });

  it.each([
    '',
    ' ',
    '1e3',
    'NaN',
    'Infinity',
    '+1',
    '.5',
    '5.',
    '1,000',
    '0x1',
    '1 ',
    '1\n',
    '１',
    '9'.repeat(31),
  ])('is not %j, and reading it throws', (text) => {
    expect(isDecimalString(text)).toBe(false);
    expect(() => decimal(text)).toThrow(RangeError);
  });

  it('is written without exponent, trailing zeros or a negative zero', () => {
    expect(toDecimalString(decimal('-0'))).toBe('0');
    expect(toDecimalString(decimal('1.500'))).toBe('1.5');
    expect(toDecimalString(decimal('0.000000000000000001'))).toBe('0.000000000000000001');
    expect(toDecimalString(decimal('1').times('1e29'))).toBe(`1${'0'.repeat(29)}`);
  });

  it('can always be read again: what does not end is rounded, what is too large throws', () => {
    expect(toDecimalString(decimal('2').div(3))).toBe('0.666666666666666667');
    expect(toDecimalString(decimal('-1').div('9'.repeat(30)))).toBe('0');
    expect(() => toDecimalString(decimal('9'.repeat(30)).times(10))).toThrow(RangeError);
    expect(() => toDecimalString(decimal('1').div(0))).toThrow(RangeError);
  });

  it('keeps sums that floating point loses', () => {
    expect(toDecimalString(decimal('0.1').plus('0.2'))).toBe('0.3');
  });

  it('keeps every price that a JSON number can carry, and no NaN', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (tenThousandths) => {
        const price = tenThousandths / 10_000;
        expect(Number(decimalFromNumber(price))).toBe(price === 0 ? 0 : price);
      }),
    );
    for (const value of [NaN, Infinity, -Infinity])
      expect(() => decimalFromNumber(value)).toThrow(RangeError);
  });
});
