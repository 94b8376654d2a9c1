import { expect, it } from 'vitest';
import { clockSkewMs } from './clock-skew.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 6, 15) + seconds * 1000).toISOString();

it.each([
  ['within the call', 5, 0],
  ['at its beginning', 0, 0],
  ['at its end', 10, 0],
  ['behind us', -3, 3000],
  ['ahead of us', 13, -3000],
])('a broker’s clock that is %s', (_name, broker, skew) => {
  expect(clockSkewMs({ brokerTime: at(broker), askedAt: at(0), answeredAt: at(10) })).toBe(skew);
});

it('a time that is none gives no number', () => {
  expect(clockSkewMs({ brokerTime: 'soon', askedAt: at(0), answeredAt: at(1) })).toBeNaN();
});
