import { types } from 'pg';
import { describe, expect, test } from 'vitest';
import { utcTimestamp } from './utc-timestamp.ts';

const known: (text: string) => unknown = types.getTypeParser(types.builtins.TIMESTAMPTZ);

describe('a timestamptz', () => {
  test.each([
    '2026-03-02 14:30:00+00',
    '2026-03-02 14:30:00.1+00',
    '2026-03-02 14:30:00.12+00',
    '2026-03-02 14:30:00.123+00',
    '1999-12-31 23:59:59.999+00',
    '2024-02-29 00:00:00.001+00',
    '0099-01-01 00:00:00+00',
    '9999-12-31 23:59:59.999+00',
  ])('%s is the moment that pg reads', (text) => {
    expect(utcTimestamp(text)).toEqual(known(text));
  });

  test('keeps whole milliseconds of what is finer', () => {
    expect(utcTimestamp('2026-03-02 14:30:00.123999+00')?.toISOString()).toBe('2026-03-02T14:30:00.123Z');
  });

  test.each([
    'infinity',
    '-infinity',
    '2026-03-02 15:30:00.123+01',
    '2026-03-02 09:00:00-05:30',
    '10000-01-01 00:00:00+00',
    '0044-03-15 12:00:00+00 BC',
    '2026-03-02',
    '2026-13-02 14:30:00.123+00',
    '2026-03-02T14:30:00.123+00',
    '',
  ])('written as %j is left to pg', (text) => {
    expect(utcTimestamp(text)).toBeUndefined();
  });
});
