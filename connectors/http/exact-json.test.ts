import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimalText, timestamp } from './answer-fields.ts';
import { parseExactJson } from './exact-json.ts';

describe('exact JSON', () => {
  test('numbers keep every digit they were written with', () => {
    expect(
      parseExactJson('{"p":0.1000000000000000055,"id":9007199254740993,"n":null,"s":"1","b":true}'),
    ).toEqual({
      p: '0.1000000000000000055',
      id: '9007199254740993',
      n: null,
      s: '1',
      b: true,
    });
  });

  test('what is not JSON is refused', () => {
    expect(() => parseExactJson('{"a":')).toThrow(SyntaxError);
  });
});

describe('fields of an answer', () => {
  test('a decimal is plain text, whichever way it came', () => {
    const read = (value: unknown) => decimalText.parse(value);
    expect([read('10.500'), read('1.5e-7'), read(172.61), read('-0'), read('100000')]).toEqual([
      '10.5',
      '0.00000015',
      '172.61',
      '0',
      '100000',
    ]);
  });

  test.each(['', 'NaN', 'abc', '1,000', null, {}, Number.NaN, '1e999'])('%j is no decimal', (value) => {
    expect(decimalText.safeParse(value).success).toBe(false);
  });

  test('any JSON number reads back as the same number', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 9 }), (digits, decimals) => {
        const value = digits / 10 ** decimals;
        expect(Number(decimalText.parse(parseExactJson(JSON.stringify(value))))).toBe(
          value === 0 ? 0 : value,
        );
      }),
    );
  });

  test('a moment with an offset and nanoseconds becomes UTC to the millisecond, cut off', () => {
    expect(timestamp.parse('2025-06-24T14:15:22-04:00')).toBe('2025-06-24T18:15:22.000Z');
    expect(timestamp.parse('2022-08-17T10:18:27.052999999Z')).toBe('2022-08-17T10:18:27.052Z');
    expect(timestamp.safeParse('yesterday').success).toBe(false);
    expect(timestamp.safeParse('2022-13-45T10:00:00Z').success).toBe(false);
  });
});
