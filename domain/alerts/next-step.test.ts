import { array, assert, constantFrom, integer, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AlertStep, nextStep, type Patience, type StandingAlert } from './next-step.ts';
import type { ReadingState } from './reading.ts';

const at = (seconds: number) =>
  new Date(Date.parse('2026-01-06T15:00:00.000Z') + seconds * 1_000).toISOString();
const PATIENT: Patience = { fireAfterMs: 60_000, resolveAfterMs: 120_000 };
const firing: StandingAlert = { state: 'firing', since: at(0), lastSeenAt: at(0), clearSince: null };

describe('an alert', () => {
  it('fires at the first breach where nothing must hold first, and waits where it must', () => {
    const now = { fireAfterMs: 0, resolveAfterMs: 1 };
    expect(nextStep(undefined, 'breached', at(0), now)).toEqual({ step: 'open', state: 'firing' });
    expect(nextStep(undefined, 'breached', at(0), PATIENT)).toEqual({ step: 'open', state: 'pending' });
    const pending: StandingAlert = { ...firing, state: 'pending' };
    expect(nextStep(pending, 'breached', at(59), PATIENT)).toEqual({ step: 'seen', fires: false });
    expect(nextStep(pending, 'breached', at(60), PATIENT)).toEqual({ step: 'seen', fires: true });
    expect(nextStep(pending, 'clear', at(61), PATIENT)).toEqual({ step: 'drop' });
  });

  it('ends only when it has been clear for long enough without a break', () => {
    expect(nextStep(firing, 'clear', at(10), PATIENT)).toEqual({ step: 'clearing' });
    const clearing = { ...firing, clearSince: at(10) };
    expect(nextStep(clearing, 'clear', at(129), PATIENT)).toEqual({ step: 'none' });
    expect(nextStep(clearing, 'margin', at(129), PATIENT)).toEqual({ step: 'not-clear' });
    expect(nextStep(clearing, 'clear', at(130), PATIENT)).toEqual({ step: 'resolve' });
    const seen: StandingAlert = { ...clearing, state: 'acknowledged' };
    expect(nextStep(seen, 'clear', at(130), PATIENT)).toEqual({ step: 'resolve' });
  });

  it('is not moved by what could not be read', () => {
    expect(nextStep(undefined, 'unknown', at(0), PATIENT)).toEqual({ step: 'none' });
    expect(nextStep({ ...firing, clearSince: at(0) }, 'unknown', at(999), PATIENT)).toEqual({ step: 'none' });
  });

  it('never flaps: whatever is read, two firings lie at least as far apart as clearing takes', () => {
    const states = constantFrom<ReadingState>('breached', 'margin', 'clear', 'unknown');
    const readings = array(tuple(states, integer({ min: 1, max: 90 })), { maxLength: 200 });
    assert(
      property(readings, constantFrom(0, 60_000), (list, fireAfterMs) => {
        const patience = { fireAfterMs, resolveAfterMs: 120_000 };
        let now = 0;
        let standing: StandingAlert | undefined;
        const firings: number[] = [];
        for (const [reading, seconds] of list) {
          now += seconds;
          const step = nextStep(standing, reading, at(now), patience);
          const fires =
            (step.step === 'open' && step.state === 'firing') || (step.step === 'seen' && step.fires);
          if (fires) firings.push(now);
          standing = after(standing, step, at(now));
        }
        const gaps = firings.slice(1).map((second, index) => second - (firings[index] ?? 0));
        expect(gaps.filter((gap) => gap < 120)).toEqual([]);
      }),
    );
  });
});

/** What the table holds after a step. */
function after(standing: StandingAlert | undefined, step: AlertStep, now: string): StandingAlert | undefined {
  if (step.step === 'open') return { state: step.state, since: now, lastSeenAt: now, clearSince: null };
  if (step.step === 'drop' || step.step === 'resolve' || standing === undefined) return undefined;
  if (step.step === 'seen') {
    return { ...standing, ...(step.fires ? { state: 'firing' } : {}), lastSeenAt: now, clearSince: null };
  }
  if (step.step === 'none') return standing;
  return { ...standing, clearSince: step.step === 'clearing' ? now : null };
}
