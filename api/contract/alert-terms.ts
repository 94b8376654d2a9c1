import { z } from '@hono/zod-openapi';
import { mayBeLeftOut } from './left-out.ts';
import { nonNegativeDecimal, positiveDecimal, symbol } from './scalars.ts';

const DAY_MINUTES = 1_440;
const minutes = z.int().min(1).max(DAY_MINUTES).openapi({ example: 30 });
const percent = positiveDecimal.openapi({ example: '5' });

/** What a rule watches, by its kind. */
export const ruleTerms = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('price'),
      symbol,
      crosses: z.enum(['above', 'below']),
      price: positiveDecimal.openapi({ example: '200' }),
    }),
    z.strictObject({ kind: z.literal('move'), symbol, percent, windowMinutes: minutes }),
    z.strictObject({
      kind: z.literal('position'),
      measure: z.enum(['value', 'loss-percent']).openapi({
        description: 'Dollars held in one symbol, or the loss of a position in percent of what it cost.',
      }),
      above: nonNegativeDecimal,
      symbol: mayBeLeftOut(symbol).openapi({ description: 'Left out: every symbol held.' }),
    }),
    z.strictObject({ kind: z.literal('drawdown'), percent }),
    z.strictObject({ kind: z.literal('fill'), symbol: mayBeLeftOut(symbol) }),
    z.strictObject({
      kind: z.literal('refusal'),
      count: z.int().min(1).max(1_000).openapi({ example: 5 }),
      windowMinutes: minutes,
    }),
    z.strictObject({ kind: z.literal('drift') }),
    z.strictObject({
      kind: z.literal('source-down'),
      forSeconds: z.int().min(0).max(86_400).openapi({ example: 60 }),
    }),
    z.strictObject({
      kind: z.literal('market-stale'),
      forSeconds: z.int().min(0).max(86_400).openapi({ example: 60 }),
    }),
    z.strictObject({ kind: z.literal('budget'), percent }),
    z.strictObject({ kind: z.literal('decision-unavailable') }),
    z.strictObject({ kind: z.literal('login-burst') }),
    z.strictObject({ kind: z.literal('stuck-workflow'), minutes }),
  ])
  .openapi('AlertTerms');
