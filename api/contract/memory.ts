import { z } from '@hono/zod-openapi';
import { OUTCOME_BARS } from '../../domain/memory/past-proposal.ts';
import { ORDER_SIDES } from '../../domain/order.ts';
import { mayBeLeftOut } from './left-out.ts';
import {
  clientOrderId,
  cycleId,
  decimalText,
  outsideText,
  storedSymbol,
  symbol,
  timestamp,
} from './scalars.ts';

const SYMBOLS_MAX = 50;

export const memoryQuery = z.strictObject({
  symbols: mayBeLeftOut(
    z
      .string()
      .transform((text) => text.split(','))
      .pipe(z.array(symbol).min(1).max(SYMBOLS_MAX)),
  ).openapi({ description: 'Only these, separated by commas.', example: 'AAPL,MSFT' }),
  asOf: mayBeLeftOut(timestamp).openapi({
    description:
      'What was known at this moment of the market’s clock, as a decision then was offered it. Left out: all that is known.',
  }),
  limit: z.coerce.number().int().min(1).max(200).default(50).openapi({ example: 50 }),
});

const outcome = z
  .strictObject({
    bars: z.literal(OUTCOME_BARS).openapi({
      description: 'Daily closes after the proposal’s own day.',
      enum: [...OUTCOME_BARS],
    }),
    day: z.string().openapi({ example: '2026-03-03', description: 'New York day whose close counts.' }),
    gain: decimalText.openapi({
      example: '0.0123',
      description: 'From the reference price to that close, as a share, in the proposal’s favour.',
    }),
    spy: mayBeLeftOut(decimalText).openapi({ description: 'What SPY did meanwhile, as a share.' }),
    knownAt: timestamp,
  })
  .openapi('ProposalOutcome');

const pastProposal = z
  .strictObject({
    cycleId,
    at: timestamp,
    symbol: storedSymbol,
    side: z.enum(ORDER_SIDES),
    qty: decimalText.openapi({ example: '10' }),
    targetWeight: decimalText.openapi({ example: '0.1' }),
    referencePrice: decimalText.openapi({ example: '231.25' }),
    confidence: z.number().openapi({ example: 0.62 }),
    thesis: outsideText().openapi({ example: 'Up 7.1 % in 20 days, second of 3.' }),
    invalidation: outsideText().openapi({ example: 'Falls out of the first 2.' }),
    clientOrderId,
    filledQty: decimalText.openapi({ example: '10' }),
    refusedFor: mayBeLeftOut(z.string()).openapi({ example: 'NOTIONAL_LIMIT' }),
    outcomes: z.array(outcome),
  })
  .openapi('PastProposal');

export const memoryList = z.strictObject({ items: z.array(pastProposal) }).openapi('Memory');
