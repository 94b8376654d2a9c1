import { z } from '@hono/zod-openapi';
import { ORDER_SIDES } from '../../domain/order.ts';
import { storedHash } from './evidence.ts';
import { mayBeLeftOut } from './left-out.ts';
import { orNull } from './or-null.ts';
import { order } from './orders.ts';
import { pageOf } from './page.ts';
import {
  CYCLE_ID_EXAMPLE,
  clientOrderId,
  cycleId,
  decimalText,
  outsideFacts,
  outsideText,
  refusal,
  storedSymbol,
  timestamp,
  uuid,
  visibleId,
} from './scalars.ts';

export const runCycleBody = z
  .strictObject({
    asOf: mayBeLeftOut(
      timestamp.refine((text) => {
        const year = new Date(text).getUTCFullYear();
        return year >= 1970 && year <= 2200;
      }, 'must be a moment between 1970 and 2200'),
    ).openapi({ description: 'The moment the cycle decides for. Left out: this moment.' }),
  })
  .openapi('RunCycle', { example: {} });

export const startedCycle = z
  .strictObject({
    cycleId,
    asOf: timestamp,
    workflowId: cycleId,
  })
  .openapi('StartedCycle');

const cycleFacts = {
  id: cycleId,
  strategyId: uuid,
  asOf: timestamp,
  trigger: z.enum(['schedule', 'api']),
  status: z.enum(['running', 'completed', 'refused', 'failed']),
  outcome: z.string().nullable().openapi({ example: '2 orders filled, drift 0' }),
  refusal: mayBeLeftOut(refusal),
  startedAt: timestamp,
  finishedAt: timestamp.nullable(),
};

const ENDED = {
  status: 'completed',
  outcome: 'traded',
  finishedAt: '2026-03-02T14:30:02.480Z',
};

export const cycleSummary = z.strictObject(cycleFacts).openapi('CycleSummary', { example: ENDED });
export type CycleSummaryBody = z.infer<typeof cycleSummary>;
export const cyclePage = pageOf(cycleSummary, 'CyclePage');

const step = z
  .strictObject({
    name: z.string().openapi({ example: 'fetch' }),
    state: z.enum(['waiting', 'running', 'done']).openapi({ example: 'done' }),
    ms: mayBeLeftOut(z.number()),
    note: mayBeLeftOut(outsideText()),
  })
  .openapi('CycleStep');
export type CycleStepBody = z.infer<typeof step>;

const source = z
  .strictObject({
    source: z.string().openapi({ example: 'alpaca-data' }),
    status: z.enum(['ok', 'missing']),
    hash: mayBeLeftOut(z.string()),
    code: mayBeLeftOut(z.string()),
    reason: mayBeLeftOut(outsideText()),
  })
  .openapi('CycleSource');

const byModel = z
  .strictObject({
    counterThesis: z.string().openapi({ example: 'The gain came in one day.' }),
    horizonDays: z.int().openapi({ example: 5 }),
    invalidationPrice: decimalText.nullable(),
    cited: z.array(storedHash).openapi({ description: 'Hashes that the model itself cites.' }),
    spread: mayBeLeftOut(
      z.strictObject({
        votes: z.int(),
        buy: z.int(),
        sell: z.int(),
        neither: z.int(),
        lowestWeight: decimalText,
        highestWeight: decimalText,
      }),
    ).openapi({ description: 'How far several votes lay apart.' }),
    criticism: mayBeLeftOut(
      z.strictObject({ argument: z.string(), verdict: z.enum(['keep', 'lower', 'strike']) }),
    ),
  })
  .openapi('ProposedByModel');

const decision = z
  .strictObject({
    symbol: storedSymbol,
    side: z.enum(ORDER_SIDES),
    qty: decimalText.openapi({ example: '10' }),
    targetWeight: decimalText.openapi({ example: '0.1' }),
    thesis: outsideText().openapi({ example: 'Up 7.1 % in 20 days, second of 3.' }),
    invalidation: outsideText().openapi({ example: 'Falls out of the first 2.' }),
    confidence: z.number().openapi({ example: 0.62 }),
    clientOrderId,
    evidence: z.array(storedHash).openapi({ description: 'Hashes of what the decision stands on.' }),
    byModel: mayBeLeftOut(byModel),
  })
  .openapi('CycleDecision');

const abstention = z
  .strictObject({
    symbol: storedSymbol,
    code: z.string().openapi({ example: 'NOT_ENOUGH_BARS' }),
    message: outsideText().openapi({ example: 'A lookback of 20 needs 21 bars.' }),
    facts: outsideFacts.openapi({ example: { bars: '12' } }),
  })
  .openapi('Abstention');

const reconciliation = z
  .strictObject({
    id: uuid,
    drift: z.int().openapi({ example: 0 }),
    differences: z.array(z.unknown()).openapi({ example: [] }),
  })
  .openapi('CycleReconciliation');

/** How a decision by a model came about, in short. */
const deliberation = z
  .strictObject({
    simulated: z.boolean().openapi({
      description: 'No language model was asked: the sandbox’s analyst, a plain rule, answered.',
    }),
    note: outsideText().openapi({ example: '1 vote, 2 tools' }),
    costUsd: decimalText.openapi({
      example: '0.0124',
      description: 'Dollars; as if, where it is simulated.',
    }),
    unavailable: mayBeLeftOut(refusal).openapi({ description: 'Why there is no decision.' }),
    address: z.string().openapi({
      example:
        '/v1/cycles/cycle%3A0198f0a2-7a3e-7c58-9d5e-0a4f4c1b2d3e%3A2026-03-02T14%3A30%3A00.000Z/deliberation',
      description: 'Prompt, turns, tools, citations and cost.',
    }),
  })
  .openapi('CycleDeliberation');

export const cycle = z
  .strictObject({
    ...cycleFacts,
    dataAsOf: timestamp
      .nullable()
      .openapi({ description: 'Broker time at the fetch: nothing later was used.' }),
    live: z.boolean().openapi({
      description: 'True when the running workflow told its steps; false when they come from the record.',
    }),
    steps: z.array(step),
    sources: z.array(source),
    decisions: z.array(decision),
    abstentions: z.array(abstention),
    deliberation: orNull(deliberation).openapi({ description: 'There where a model was asked.' }),
    orders: z.array(order),
    reconciliation: orNull(reconciliation),
  })
  .openapi('Cycle', {
    example: {
      ...ENDED,
      dataAsOf: '2026-03-02T14:30:01.000Z',
      abstentions: [
        {
          symbol: 'MSFT',
          code: 'NOT_ENOUGH_BARS',
          message: 'A lookback of 20 needs 21 bars.',
          facts: { bars: '12' },
        },
      ],
    },
  });
export type CycleBody = z.infer<typeof cycle>;

export const cycleIdParam = z.strictObject({
  id: visibleId(300).openapi({ description: 'The cycle’s id, URL-encoded.', example: CYCLE_ID_EXAMPLE }),
});
