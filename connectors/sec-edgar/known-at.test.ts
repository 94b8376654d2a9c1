import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { knownAt } from './known-at.ts';

describe('when a filing is known', () => {
  test.each([
    ['in winter New York is five hours behind', '2022-11-30T16:42:36.000Z', '2022-11-30T21:42:36.000Z'],
    ['in summer four', '2022-07-01T16:42:36.000Z', '2022-07-01T20:42:36.000Z'],
    ['without fraction or Z', '2022-07-01T16:42:36', '2022-07-01T20:42:36.000Z'],
    ['the hour left out counts late', '2022-03-13T02:30:00.000Z', '2022-03-13T11:30:00.000Z'],
    ['over midnight', '2022-12-31T22:00:00.000Z', '2023-01-01T03:00:00.000Z'],
  ])('%s', (_name, accepted, known) => {
    expect(knownAt(accepted, accepted.slice(0, 10))).toBe(known);
  });

  test('the hour that clocks show twice counts the second time', () => {
    expect(knownAt('2022-11-06T01:30:00.000Z', '2022-11-05')).toBe('2022-11-06T06:30:00.000Z');
  });

  test('what came in the evening is known on the morning of its filing date', () => {
    expect(knownAt('2022-04-29T18:05:17.000Z', '2022-05-02')).toBe('2022-05-02T11:30:00.000Z');
  });

  test('it is never before either reading of the time stamp, nor before the filing date', () => {
    const anyMs = fc.integer({
      min: Date.parse('1996-01-01T00:00:00Z'),
      max: Date.parse('2036-01-01T00:00:00Z'),
    });
    fc.assert(
      fc.property(anyMs, fc.nat({ max: 5 }), (ms, days) => {
        const accepted = new Date(ms - (ms % 1000)).toISOString();
        const filedOn = new Date(ms + days * 86_400_000).toISOString().slice(0, 10);
        const known = knownAt(accepted, filedOn);
        expect(Date.parse(known) - Date.parse(accepted)).toBeGreaterThanOrEqual(4 * 3_600_000);
        expect(known >= filedOn).toBe(true);
      }),
    );
  });

  test('text that is no time stamp is refused', () => {
    expect(() => knownAt('', '2022-01-01')).toThrow(RangeError);
    expect(() => knownAt('2022-13-40T00:00:00Z', '2022-01-01')).toThrow(RangeError);
    expect(() => knownAt('2022-01-01T00:00:00Z', 'tomorrow')).toThrow(RangeError);
  });
});
