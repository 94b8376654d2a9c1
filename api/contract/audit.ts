import { z } from '@hono/zod-openapi';
import { pageOf, pageQuery } from './page.ts';
import { timestamp } from './scalars.ts';
import { timeSpan } from './time-span.ts';

export const auditEntry = z
  .strictObject({
    id: z.string().openapi({ example: '1042' }),
    actor: z.string().openapi({ example: 'owner@alphaflow.localhost' }),
    action: z.string().openapi({ example: 'strategy.created' }),
    target: z.string().openapi({ example: 'strategy:0198f0a2-7a3e-7c58-9d5e-0a4f4c1b2d3e' }),
    result: z.string().openapi({ example: 'done' }),
    data: z.record(z.string(), z.unknown()),
    requestId: z.string().nullable(),
    credential: z.string().nullable().openapi({
      example: 'key:0198f0a2-7a3e-7c58-9d5e-0a4f4c1b2d3e',
      description: 'The key or session that asked for it; null where no request did.',
    }),
    address: z.string().nullable().openapi({ example: '127.0.0.1', description: 'Where it was asked from.' }),
    at: timestamp,
    seq: z.string().openapi({ example: '17', description: 'Place in your chain, from 1 without a gap.' }),
    hash: z
      .string()
      .openapi({ description: 'SHA-256, hex, of this entry and the hash of the one before it.' }),
  })
  .openapi('AuditEntry');

export const auditPage = pageOf(auditEntry, 'AuditPage');
export const auditListQuery = pageQuery;

export const auditExportQuery = z.strictObject({
  format: z.enum(['ndjson', 'csv']).default('ndjson'),
  ...timeSpan,
});
