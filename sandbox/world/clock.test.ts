import { describe, expect, it, vi } from 'vitest';
import { ClockBackwardsError, createClock } from './clock.ts';

const start = Date.parse('2026-11-20T15:00:00Z');

function makeWall() {
  let now = start;
  return {
    wall: () => now,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe('the sandbox clock', () => {
  it('shows real time until it is set', () => {
    const { wall, pass } = makeWall();
    const clock = createClock({ wall });
    pass(1500);
    expect([clock.now(), clock.speed()]).toEqual([start + 1500, 1]);
  });

  it('runs at the speed it is given and stands still at 0', () => {
    const { wall, pass } = makeWall();
    const clock = createClock({ wall });
    clock.set(undefined, 60);
    pass(1000);
    expect(clock.now()).toBe(start + 60_000);
    clock.set(undefined, 0);
    pass(5000);
    expect(clock.now()).toBe(start + 60_000);
  });

  it('moves forward only, and stays as it was when asked to go back', () => {
    const { wall } = makeWall();
    const clock = createClock({ wall });
    clock.set(start + 1000, 0);
    expect(() => clock.set(start, 5)).toThrow(ClockBackwardsError);
    expect([clock.now(), clock.speed()]).toEqual([start + 1000, 0]);
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY])('refuses the speed %d', (speed) => {
    const clock = createClock(makeWall());
    expect(() => clock.set(undefined, speed)).toThrow(RangeError);
  });

  it('goes on from its saved state as if it had never stopped', () => {
    const { wall, pass } = makeWall();
    const first = createClock({ wall });
    first.set(start + 86_400_000, 10);
    const state = JSON.parse(JSON.stringify(first.state()));
    pass(2000);
    expect(createClock({ wall, state }).now()).toBe(start + 86_400_000 + 20_000);
  });

  it('returns to real time and tells who listens', () => {
    const { wall } = makeWall();
    const clock = createClock({ wall });
    const listener = vi.fn<() => void>();
    const stop = clock.onChange(listener);
    clock.set(start + 1000, 0);
    clock.reset();
    stop();
    clock.set(undefined, 2);
    expect([clock.now(), listener.mock.calls.length]).toEqual([start, 2]);
  });
});
