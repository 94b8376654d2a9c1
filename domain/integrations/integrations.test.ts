import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROBES } from '../../activities/probes/probes.ts';
import { projectRoot } from '../../launcher/find-tool.mjs';
import { CATEGORIES } from './integration-point.ts';
import { byCategory, INTEGRATION_POINTS } from './integration-points.ts';
import { pointStanding } from './point-standing.ts';
import { isBreach, scoreOf } from './probe-result.ts';

const [first] = INTEGRATION_POINTS;
if (first === undefined) throw new Error('there are no integration points');
const now = new Date('2026-11-20T15:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const passed = { outcome: 'passed', note: 'ok' } as const;

describe('the table of integration points', () => {
  it('has 59 of them in eleven categories, each under an id of its own', () => {
    expect(INTEGRATION_POINTS).toHaveLength(59);
    expect(new Set(INTEGRATION_POINTS.map(({ id }) => id)).size).toBe(59);
    expect(byCategory(INTEGRATION_POINTS).map(({ category, items }) => [category, items.length])).toEqual([
      ['Database', 7],
      ['Alpaca', 7],
      ['External', 5],
      ['AI', 6],
      ['Auth', 6],
      ['Jobs', 5],
      ['Real time', 4],
      ['Between parts', 5],
      ['Across', 6],
      ['End to end', 3],
      ['Failure', 5],
    ]);
    expect(CATEGORIES).toHaveLength(11);
  });

  it('has a probe for each point that is built, and none for one that is not', () => {
    const built = INTEGRATION_POINTS.filter(({ notBuilt }) => notBuilt === undefined).map(({ id }) => id);
    expect(Object.keys(PROBES).toSorted()).toEqual(built.toSorted());
  });

  it.each(INTEGRATION_POINTS)('names a test that is there: $id, $shownBy', ({ shownBy }) => {
    expect(existsSync(join(projectRoot, shownBy))).toBe(true);
  });
});

describe('where a point stands', () => {
  it('is what its last probe brought, while that is not too old', () => {
    const at = (minutes: number) =>
      pointStanding(first, { ...passed, probedAt: minutesAgo(minutes) }, { now, everyMinutes: 5 }).outcome;
    expect([at(1), at(30), at(31)]).toEqual(['passed', 'passed', 'unknown']);
  });

  it('is unknown before the first probe, and never passed where nothing is built', () => {
    expect(pointStanding(first, undefined, { now, everyMinutes: 5 }).outcome).toBe('unknown');
    const notBuilt = { ...first, notBuilt: 'comes later' };
    const last = { ...passed, probedAt: now };
    expect(pointStanding(notBuilt, last, { now, everyMinutes: 5 })).toEqual({
      outcome: 'not-built',
      note: 'comes later',
    });
  });

  it('follows the rhythm of the schedule where that is slower', () => {
    const last = { ...passed, probedAt: minutesAgo(100) };
    expect(pointStanding(first, last, { now, everyMinutes: 60 }).outcome).toBe('passed');
  });
});

describe('a result', () => {
  it('counts only where it passed', () => {
    const outcomes = (['passed', 'failed', 'skipped', 'not-built', 'unknown'] as const).map((outcome) => ({
      outcome,
    }));
    expect(scoreOf(outcomes)).toEqual({ passed: 1, of: 5 });
  });

  it('breaches its service level by failing and by being slow, not by being skipped', () => {
    const { withinMs } = first.level;
    expect(isBreach(first, { outcome: 'passed', ms: withinMs })).toBe(false);
    expect(isBreach(first, { outcome: 'passed', ms: withinMs + 1 })).toBe(true);
    expect(isBreach(first, { outcome: 'failed', ms: 0 })).toBe(true);
    expect(isBreach(first, { outcome: 'skipped', ms: withinMs + 1 })).toBe(false);
  });
});
