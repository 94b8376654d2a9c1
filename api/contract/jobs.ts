import { z } from '@hono/zod-openapi';
import { timestamp } from './scalars.ts';

export const jobParam = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9:-]{1,100}$/, 'must be the id of a job')
    .openapi({ param: { name: 'id', in: 'path' }, example: 'reconciliation' }),
});

export const job = z
  .strictObject({
    id: z.string().openapi({ example: 'reconciliation', description: 'Of its Schedule in Temporal.' }),
    title: z.string().openapi({ example: 'Broker against ledger' }),
    workflow: z.string().openapi({ example: 'reconciliation' }),
    paused: z.boolean(),
    note: z.string().nullable().openapi({ description: 'Why it is paused, where somebody said.' }),
    intervalSeconds: z.number().openapi({ example: 300 }),
    lastRunAt: timestamp.nullable(),
    nextRunAt: timestamp.nullable(),
    runs: z.int().openapi({ example: 12 }),
    skipped: z
      .int()
      .openapi({ example: 0, description: 'Left out because the one before was still running.' }),
  })
  .openapi('Job');

export const jobList = z.strictObject({ items: z.array(job) }).openapi('JobList');

export const putJobBody = z
  .strictObject({ paused: z.boolean() })
  .openapi('PutJob', { example: { paused: true } });
