import { describe, expect, it } from 'vitest';
import type { TimeInForce } from '../order.ts';
import { missedCutOff } from './auction-hours.ts';

/** New York, in winter and in summer time. */
const winter = (time: string) => new Date(`2026-01-06T${time}-05:00`).toISOString();
const summer = (time: string) => new Date(`2026-07-07T${time}-04:00`).toISOString();

const CASES: readonly (readonly [TimeInForce, string, boolean])[] = [
  ['opg', '09:27:59.999', false],
  ['opg', '09:28:00.000', true],
  ['opg', '12:00:00.000', true],
  ['opg', '18:59:59.999', true],
  ['opg', '19:00:00.000', false],
  ['opg', '00:30:00.000', false],
  ['cls', '09:28:00.000', false],
  ['cls', '15:49:59.999', false],
  ['cls', '15:50:00.000', true],
  ['cls', '18:59:59.999', true],
  ['cls', '19:00:00.000', false],
  ['day', '15:55:00.000', false],
];

describe('missedCutOff', () => {
  it.each(CASES)('%s at %s: %s', (timeInForce, time, missed) => {
    expect(missedCutOff(timeInForce, winter(time)) !== undefined).toBe(missed);
    expect(missedCutOff(timeInForce, summer(time)) !== undefined).toBe(missed);
  });
});
