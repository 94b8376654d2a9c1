import { z } from '@hono/zod-openapi';
import { mayBeLeftOut } from './left-out.ts';
import { decimalText, timestamp, uuid } from './scalars.ts';

export const PORTFOLIO_POINTS_MAX = 1_000;

/** Seconds of each step. */
export const PORTFOLIO_STEPS = { '5Min': 300, '1Hour': 3_600, '1Day': 86_400 } as const;

export const portfolioHistoryQuery = z.strictObject({
  accountId: mayBeLeftOut(uuid).openapi({ description: 'Needed with several accounts.' }),
  step: z.enum(['5Min', '1Hour', '1Day']).default('1Day'),
  points: z.coerce.number().int().min(1).max(PORTFOLIO_POINTS_MAX).default(30).openapi({
    example: 30,
    description: 'Steps back from `until`.',
  }),
  until: mayBeLeftOut(timestamp).openapi({ description: 'Left out: the present.' }),
});

export const portfolioHistory = z
  .strictObject({
    accountId: uuid,
    step: z.enum(['5Min', '1Hour', '1Day']),
    items: z.array(
      z.strictObject({
        at: timestamp,
        equity: decimalText.openapi({ example: '100012.5', description: 'Dollars, as the broker had it.' }),
        cash: decimalText.openapi({ example: '97687.5' }),
        profitLoss: decimalText.openapi({ description: 'Dollars since the first point.' }),
        drift: z
          .int()
          .openapi({ example: 0, description: 'Differences between broker and ledger at that moment.' }),
      }),
    ),
  })
  .openapi('PortfolioHistory');
