import { z } from '@hono/zod-openapi';
import { CATEGORIES, PARTS } from '../../domain/integrations/integration-point.ts';
import { mayBeLeftOut } from './left-out.ts';
import { outsideText, timestamp } from './scalars.ts';

const count = z.int().min(0).openapi({ example: 59 });
const ms = count.openapi({ example: 12 });

export const score = z.strictObject({ passed: count, of: count });

export const integrationPoints = z
  .array(
    z.strictObject({
      id: z.string().openapi({ example: 'database.connection' }),
      category: z.enum(CATEGORIES),
      name: z.string(),
      outcome: z.enum(['passed', 'failed', 'skipped', 'not-built', 'unknown']).openapi({
        description: 'Of the last probe; `unknown` where that is too long ago. Only `passed` counts.',
      }),
      note: outsideText().openapi({ description: 'What was seen, or why not.' }),
      lastProbeAt: mayBeLeftOut(timestamp),
      lastSuccessAt: mayBeLeftOut(timestamp),
      medianMs: mayBeLeftOut(ms),
      p95Ms: mayBeLeftOut(ms),
      withinMs: ms.openapi({ description: 'Service level: a slower probe is a breach.' }),
      availability: z.number().openapi({ description: 'Service level: share of probes that pass.' }),
      measuredAvailability: mayBeLeftOut(z.number()),
      probes: count.openapi({ description: 'Probes that are kept, skipped ones not counted.' }),
      breaches: count.openapi({ description: 'Of those, failed or slower than the service level.' }),
      needs: z.array(z.enum(PARTS)).openapi({ description: 'With any of these dead the point fails.' }),
      onFailure: z.string(),
      shownBy: z.string().openapi({ description: 'The test that shows it.' }),
    }),
  )
  .openapi('IntegrationPoints');

export const probesStarted = z
  .strictObject({ workflowId: z.string().openapi({ example: 'integrations:now' }) })
  .openapi('ProbesStarted');
