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
      name: z.string().openapi({ example: 'Connections to the database' }),
      outcome: z.enum(['passed', 'failed', 'skipped', 'not-built', 'unknown']).openapi({
        description: 'Of the last probe; `unknown` where that is too long ago. Only `passed` counts.',
      }),
      note: outsideText().openapi({ example: 'select 1 in 2 ms', description: 'What was seen, or why not.' }),
      lastProbeAt: mayBeLeftOut(timestamp),
      lastSuccessAt: mayBeLeftOut(timestamp),
      medianMs: mayBeLeftOut(ms),
      p95Ms: mayBeLeftOut(ms),
      withinMs: ms.openapi({ example: 250, description: 'Service level: a slower probe is a breach.' }),
      availability: z
        .number()
        .openapi({ example: 0.999, description: 'Service level: share of probes that pass.' }),
      measuredAvailability: mayBeLeftOut(z.number()),
      probes: count.openapi({ description: 'Probes that are kept, skipped ones not counted.' }),
      breaches: count.openapi({
        example: 0,
        description: 'Of those, failed or slower than the service level.',
      }),
      needs: z.array(z.enum(PARTS)).openapi({ description: 'With any of these dead the point fails.' }),
      onFailure: z.string().openapi({ example: 'Nothing is approved; what runs waits for it.' }),
      shownBy: z
        .string()
        .openapi({ example: 'tests/acceptance/drills.test.ts', description: 'The test that shows it.' }),
    }),
  )
  .openapi('IntegrationPoints');

export const probesStarted = z
  .strictObject({ workflowId: z.string().openapi({ example: 'integrations:now' }) })
  .openapi('ProbesStarted');
