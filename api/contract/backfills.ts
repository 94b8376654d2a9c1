import { z } from '@hono/zod-openapi';
import { TIMEFRAMES } from '../../domain/market.ts';
import { mayBeLeftOut } from './left-out.ts';
import { symbol, timestamp, uuid, visibleId } from './scalars.ts';

const SYMBOLS_MAX = 500;
const EXAMPLE_ID = 'backfill:0198f0a2-7a3e-7c58-9d5e-0a4f4c1b2d3e:1Day-3f2a9c0d1e4b5a67';

export const startBackfillBody = z
  .strictObject({
    symbols: z.array(symbol).min(1).max(SYMBOLS_MAX),
    timeframe: z.enum(TIMEFRAMES).default('1Day'),
    start: timestamp.openapi({ description: 'Included.' }),
    end: mayBeLeftOut(timestamp).openapi({
      description: 'Not included. Left out: up to the last completed bar.',
    }),
    accountId: mayBeLeftOut(uuid),
  })
  .refine(({ start, end }) => end === undefined || Date.parse(start) < Date.parse(end), {
    path: ['end'],
    message: 'must be after start',
  })
  .refine(({ start }) => Date.parse(start) >= Date.UTC(1970, 0, 1), {
    path: ['start'],
    message: 'must not be before 1970',
  })
  .openapi('StartBackfill', {
    example: { symbols: ['AAPL', 'MSFT'], timeframe: '1Day', start: '2024-11-01T00:00:00Z' },
  });

export const startedBackfill = z
  .strictObject({ id: z.string().openapi({ example: EXAMPLE_ID }) })
  .openapi('StartedBackfill');

const amount = z.int().min(0);

export const backfill = z
  .strictObject({
    id: z.string().openapi({ example: EXAMPLE_ID }),
    status: z.enum(['running', 'completed', 'failed', 'stopped']),
    batchesLeft: mayBeLeftOut(amount).openapi({ description: 'While a worker tells.' }),
    progress: mayBeLeftOut(
      z.strictObject({
        pages: amount.openapi({ description: 'Answers of the source.' }),
        added: amount.openapi({ description: 'Bars that the store did not have.' }),
        changed: amount.openapi({ description: 'Bars that the source has corrected.' }),
        missing: amount.openapi({
          description: 'Sessions of the calendar without a bar, symbols times days.',
        }),
        filled: amount.openapi({ description: 'Of those, how many asking again brought.' }),
      }),
    ),
  })
  .openapi('Backfill');

export const backfillIdParam = z.strictObject({
  id: visibleId(200).openapi({ description: 'URL-encoded.', example: EXAMPLE_ID }),
});
