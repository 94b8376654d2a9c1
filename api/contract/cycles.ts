import { z } from '@hono/zod-openapi';
import { ORDER_SIDES } from '../../domain/order.ts';
import { mayBeLeftOut } from './left-out.ts';
import { orNull } from './or-null.ts';
import { order } from './orders.ts';
import { pageOf } from './page.ts';
import { decimalText, outsideFacts, outsideText, refusal, timestamp, uuid, visibleId } from './scalars.ts';

const EXAMPLE_ID = 'cycle:0198f0a2-7a3e-7c58-9d5e-0a4f4c1b2d3e:2026-03-02T14:30:00.000Z';

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
    cycleId: z.string().openapi({ example: EXAMPLE_ID }),
    asOf: timestamp,
    workflowId: z.string().openapi({ example: EXAMPLE_ID }),
  })
  .openapi('StartedCycle');

const cycleFacts = {
  id: z.string().openapi({ example: EXAMPLE_ID }),
  strategyId: uuid,
  asOf: timestamp,
  trigger: z.enum(['schedule', 'api']),
  status: z.enum(['running', 'completed', 'refused', 'failed']),
  outcome: z.string().nullable().openapi({ example: '2 orders filled, drift 0' }),
  refusal: mayBeLeftOut(refusal),
  startedAt: timestamp,
  finishedAt: timestamp.nullable(),
};

export const cycleSummary = z.strictObject(cycleFacts).openapi('CycleSummary');
export type CycleSummaryBody = z.infer<typeof cycleSummary>;
export const cyclePage = pageOf(cycleSummary, 'CyclePage');

const step = z
  .strictObject({
    name: z.string().openapi({ example: 'fetch' }),
    state: z.enum(['waiting', 'running', 'done']),
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
    counterThesis: z.string(),
    horizonDays: z.int(),
    invalidationPrice: decimalText.nullable(),
    cited: z.array(z.string()).openapi({ description: 'Hashes that the model itself cites.' }),
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
    symbol: z.string(),
    side: z.enum(ORDER_SIDES),
    qty: decimalText,
    targetWeight: decimalText,
    thesis: outsideText(),
    invalidation: outsideText(),
    confidence: z.number(),
    clientOrderId: z.string(),
    evidence: z.array(z.string()).openapi({ description: 'Hashes of what the decision stands on.' }),
    byModel: mayBeLeftOut(byModel),
  })
  .openapi('CycleDecision');

const abstention = z
  .strictObject({
    symbol: z.string(),
    code: z.string(),
    message: outsideText(),
    facts: outsideFacts,
  })
  .openapi('Abstention');

const reconciliation = z
  .strictObject({
    id: z.string(),
    drift: z.int(),
    differences: z.array(z.unknown()),
  })
  .openapi('CycleReconciliation');

/** How a decision by a model came about, in short. */
const deliberation = z
  .strictObject({
    simulated: z.boolean().openapi({
      description: 'No language model was asked: the sandbox’s analyst, a plain rule, answered.',
    }),
    note: outsideText(),
    costUsd: decimalText.openapi({ description: 'Dollars; as if, where it is simulated.' }),
    unavailable: mayBeLeftOut(refusal).openapi({ description: 'Why there is no decision.' }),
    address: z.string().openapi({ description: 'Prompt, turns, tools, citations and cost.' }),
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
  .openapi('Cycle');
export type CycleBody = z.infer<typeof cycle>;

export const cycleIdParam = z.strictObject({
  id: visibleId(300).openapi({ description: 'The cycle’s id, URL-encoded.', example: EXAMPLE_ID }),
});
