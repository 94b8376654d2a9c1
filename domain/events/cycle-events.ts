import { z } from 'zod';
import { type EventKind, id } from './event-kind.ts';

const OF = {
  cycleId: 'cycle:0198c7a3:2026-11-20T15:30:00.000Z',
  strategyId: '0198c7a3-0000-7000-8000-000000000001',
  accountId: '0198c7a2-0000-7000-8000-000000000001',
} as const;
const cycle = { cycleId: id, strategyId: id, accountId: id };
const ended = z.object({ ...cycle, outcome: z.string().nullable(), code: z.string().nullable() });

export const CYCLE_EVENTS = {
  'cycle.completed': {
    version: 1,
    when: 'a cycle has gone to its end',
    payload: ended,
    example: { ...OF, outcome: 'traded', code: null },
  },
  'cycle.refused': {
    version: 1,
    when: 'a cycle has ended before its decision, with a code',
    payload: ended,
    example: { ...OF, outcome: 'MARKET_CLOSED', code: 'MARKET_CLOSED' },
  },
  'cycle.failed': {
    version: 1,
    when: 'a cycle has ended by a fault of ours',
    payload: ended,
    example: { ...OF, outcome: null, code: null },
  },
  'decision.unavailable': {
    version: 1,
    when: 'a model was to decide, and none did',
    payload: z.object({
      ...cycle,
      code: z.string(),
      message: z.string(),
      simulated: z.boolean(),
      targets: z
        .array(z.object({ target: z.string(), failure: z.string().nullable().optional() }))
        .readonly(),
    }),
    example: {
      ...OF,
      code: 'MODELS_UNAVAILABLE',
      message: 'No language model gave an answer.',
      simulated: false,
      targets: [{ target: 'openai:gpt-6.1-terra', failure: 'timeout' }],
    },
  },
} as const satisfies Readonly<Record<string, EventKind>>;
