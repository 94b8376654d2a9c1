import { expect, test } from 'vitest';
import { readBarLine } from './bar-line.ts';

const line = {
  t: '2017-01-03T14:00:00Z',
  o: '28.9500',
  h: '29.0825',
  l: '28.6900',
  c: '28.9175',
  v: '24823668',
};

test('a line is a bar, to the last digit', () => {
  expect(readBarLine(line, '2017-01-03T13:00:00.000Z')).toEqual({
    start: '2017-01-03T14:00:00.000Z',
    open: '28.95',
    high: '29.0825',
    low: '28.69',
    close: '28.9175',
    volume: '24823668',
  });
});

test.each([
  [{ t: '2017-01-03' }, 't is "2017-01-03", not an RFC 3339 time'],
  [{ t: '2017-02-31T25:00:00Z' }, 't is "2017-02-31T25:00:00Z", not an RFC 3339 time'],
  [{ t: '2017-01-03T13:00:00Z' }, 't does not come after the line before'],
  [{ o: 'NaN' }, 'o is "NaN", not a plain number'],
  [{ c: '1e3' }, 'c is "1e3", not a plain number'],
  [{ h: '' }, 'h is "", not a plain number'],
  [{ l: '0' }, 'a price is not above zero'],
  [{ o: '-1' }, 'a price is not above zero'],
  [{ h: '28.9' }, 'h is below another price of the bar'],
  [{ l: '28.92' }, 'l is above another price of the bar'],
  [{ v: '-5' }, 'v is below zero'],
])('%j: %s', (wrong, fault) => {
  expect(readBarLine({ ...line, ...wrong }, '2017-01-03T13:00:00.000Z')).toEqual({ fault });
});
