import { describe, expect, test } from 'vitest';
import { cycleWorkflowId, scheduledCycleWorkflowId } from '../../../workflows/messages.ts';
import { parseCycleId } from './cycle-id.ts';

const STRATEGY = '0198f0a2-7a3e-4c58-9d5e-0a4f4c1b2d3e';
const AS_OF = '2026-03-02T14:30:00.000Z';

describe('a cycle’s id', () => {
  test('tells strategy, moment and trigger of a cycle that the API started', () => {
    expect(parseCycleId(cycleWorkflowId(STRATEGY, AS_OF))).toEqual({
      strategyId: STRATEGY,
      asOf: AS_OF,
      trigger: 'api',
    });
  });

  test('tells them of a cycle that a Schedule started', () => {
    const id = `${scheduledCycleWorkflowId(STRATEGY)}-2026-03-02T14:30:00Z`;
    expect(parseCycleId(id)).toEqual({ strategyId: STRATEGY, asOf: AS_OF, trigger: 'schedule' });
  });

  test.each(['', 'order:1', `cycle:${STRATEGY}`, `cycle:${STRATEGY}:`, `cycle:${STRATEGY}:2026-99-99`])(
    'is not %j',
    (text) => {
      expect(parseCycleId(text)).toBeUndefined();
    },
  );
});
