import { expect, test } from 'vitest';
import { CRASH_CASES } from './crash-points.ts';
import { PARTS, planRun } from './plan-run.ts';

const plans = (seed: number, runs: number) => Array.from({ length: runs }, (_, run) => planRun(seed, run));

test('a seed and a number give the same run again, another seed gives others', () => {
  expect(plans(1, 50)).toEqual(plans(1, 50));
  expect(plans(1, 50)).not.toEqual(plans(2, 50));
});

test('63 runs meet each crash point with each operation', () => {
  const met = plans(1, 63).flatMap(({ operation, death }) =>
    death.kind === 'point' ? [`${death.point} ${operation}`] : [],
  );
  expect(new Set(met)).toEqual(new Set(CRASH_CASES.map(({ point, operation }) => `${point} ${operation}`)));
});

test('500 runs kill each part and inject each fault', () => {
  const all = plans(1, 500);
  const parts = new Set(all.flatMap(({ death }) => (death.kind === 'part' ? [death.part] : [])));
  expect(parts).toEqual(new Set(PARTS));
  const effects = new Set(all.flatMap(({ faults }) => faults.map(({ effect }) => effect)));
  expect([...effects].toSorted()).toEqual([
    'accept-then-drop',
    'accept-then-status',
    'delay',
    'drop-socket',
    'duplicate-event',
    'hang',
    'hide-order',
    'lose-event',
    'malformed',
    'reorder-events',
    'reset',
    'silence',
    'slow-replace',
    'status',
  ]);
});
