import { z } from '@hono/zod-openapi';
import { BREAKER_STATES } from '../../domain/source-figures.ts';
import { integrationPoints, score } from './integrations.ts';
import { mayBeLeftOut } from './left-out.ts';
import { decimalText, outsideText, timestamp } from './scalars.ts';

const count = z.int().min(0).openapi({ example: 12 });
const source = z.string().openapi({ example: 'sec-edgar' });
const workers = z.int().min(0).openapi({
  example: 1,
  description: 'Worker processes that have told of themselves in the last 15 seconds.',
});

export const cacheList = z
  .strictObject({
    workers,
    items: z.array(
      z.strictObject({
        source,
        name: z.string().openapi({ example: 'submissions' }),
        hits: count.openapi({ description: 'Answered from what was kept, or by a load under way.' }),
        misses: count,
        entries: count,
        bytes: mayBeLeftOut(count).openapi({
          description: 'Length of the kept answers as JSON; left out where their number is bounded.',
        }),
        oldestMs: mayBeLeftOut(count).openapi({ description: 'Age of the oldest answer that is given.' }),
        maxAgeMs: mayBeLeftOut(count).openapi({
          description: 'No answer is given that is older; left out where one is right for ever.',
        }),
      }),
    ),
  })
  .openapi('CacheList');

const dollars = decimalText.openapi({ example: '0.0075' });

const research = z.discriminatedUnion('configured', [
  z.strictObject({
    configured: z.literal(false),
    reason: z.string().openapi({ example: 'Set VALYU_API_KEY.' }),
  }),
  z.strictObject({
    configured: z.literal(true),
    day: z.string().openapi({ example: '2026-03-02', description: 'The UTC day that the figures are of.' }),
    usdPerDay: dollars,
    spentUsd: dollars,
    reservedUsd: dollars.openapi({ description: 'Held back for searches under way, or cut off.' }),
    calls: count,
    failures: count,
    refused: count.openapi({ description: 'Not made, because the budget did not have the money.' }),
  }),
]);

export const integrationList = z
  .strictObject({
    workers,
    score: score.openapi({ description: 'Integration points that passed, of all.' }),
    points: integrationPoints,
    research: research.openapi({ description: 'Research search by Valyu, with its daily budget.' }),
    items: z.array(
      z.strictObject({
        source,
        breaker: z.enum(BREAKER_STATES).openapi({
          description: 'The worst of all workers: while it is open the source is left alone.',
        }),
        calls: count,
        outages: z.record(z.string(), count).openapi({
          description: 'By kind; `breaker-open` and `busy` were never sent.',
          example: { timeout: 1, 'breaker-open': 3 },
        }),
        opened: count,
        closed: count,
        underWay: count,
        waiting: count,
        lastSuccessAt: mayBeLeftOut(timestamp),
        lastOutage: mayBeLeftOut(z.strictObject({ at: timestamp, reason: outsideText() })),
      }),
    ),
  })
  .openapi('IntegrationList');
