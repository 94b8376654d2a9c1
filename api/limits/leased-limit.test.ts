import { describe, expect, it } from 'vitest';
import { leasedLimit } from './leased-limit.ts';
import type { SharedLimit } from './shared-limit.ts';

const POINTS = 1_000;
const MINUTE_MS = 60_000;

/** What PostgreSQL would count, for as many processes as ask. */
function countedHere(clock: { now: number }) {
  let taken = 0;
  let endsAt = 0;
  let asked = 0;
  const limit: SharedLimit = {
    terms: { name: 'test', points: POINTS, seconds: 60 },
    async take(_key, points = 1) {
      asked += 1;
      if (clock.now >= endsAt) [taken, endsAt] = [0, clock.now + MINUTE_MS];
      taken += points;
      return {
        allowed: taken <= POINTS,
        remaining: Math.max(0, POINTS - taken),
        resetMs: endsAt - clock.now,
      };
    },
    giveBack: () => Promise.resolve(),
    forget: () => Promise.resolve(),
  };
  return { limit, asked: () => asked };
}

describe('a leased limit', () => {
  it('lets no more than its points through over all processes, by a hundredth of the writes', async () => {
    const clock = { now: 0 };
    const { limit, asked } = countedHere(clock);
    const [one, other] = [leasedLimit(limit, () => clock.now), leasedLimit(limit, () => clock.now)];
    const takes = Array.from({ length: 2 * POINTS }, (_, n) => (n % 2 === 0 ? one : other)('somebody'));
    const allowed = (await Promise.all(takes)).filter((standing) => standing.allowed);
    expect(allowed.length).toBe(POINTS);
    expect(asked()).toBeLessThanOrEqual(104);
  });

  it('tells what is left and begins anew when its time is over', async () => {
    const clock = { now: 0 };
    const take = leasedLimit(countedHere(clock).limit, () => clock.now);
    expect(await take('somebody')).toEqual({ allowed: true, remaining: POINTS - 1, resetMs: MINUTE_MS });
    for (let n = 1; n < POINTS; n += 1) await take('somebody');
    clock.now = MINUTE_MS - 1;
    expect(await take('somebody')).toEqual({ allowed: false, remaining: 0, resetMs: 1 });
    clock.now = MINUTE_MS;
    expect((await take('somebody')).allowed).toBe(true);
  });
});
