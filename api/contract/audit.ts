import { z } from '@hono/zod-openapi';
import { pageOf, pageQuery } from './page.ts';
import { timestamp } from './scalars.ts';
import { timeSpan } from './time-span.ts';

export const AN_AUDIT_ENTRY = {
  id: '1042',
  actor: 'owner@alphaflow.localhost',
  action: 'strategy.created',
  target: 'strategy:0198f0a2-7a3e-7c58-9d5e-0a4f4c1b2d3e',
  result: 'done',
  data: { name: 'Morning momentum' },
  requestId: '6e7d0c1e-1d0c-4f0e-9f0e-2f5a7c1f7a10',
  credential: 'key:0198f0a3-1b44-7a90-9e2d-3f5c8b7a6d10',
  address: '127.0.0.1',
  at: '2026-03-02T14:30:00.000Z',
  seq: '17',
  hash: '3b1f0a9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f10',
};

export const auditEntry = z
  .strictObject({
    id: z.string(),
    actor: z.string(),
    action: z.string(),
    target: z.string(),
    result: z.string(),
    data: z.record(z.string(), z.unknown()),
    requestId: z.string().nullable(),
    credential: z.string().nullable().openapi({
      description: 'The key or session that asked for it; null where no request did.',
    }),
    address: z.string().nullable().openapi({ description: 'Where it was asked from.' }),
    at: timestamp,
    seq: z.string().openapi({ description: 'Place in your chain, from 1 without a gap.' }),
    hash: z
      .string()
      .openapi({ description: 'SHA-256, hex, of this entry and the hash of the one before it.' }),
  })
  .openapi('AuditEntry', { example: AN_AUDIT_ENTRY });

export const auditPage = pageOf(auditEntry, 'AuditPage');
export const auditListQuery = pageQuery;

export const auditExportQuery = z.strictObject({
  format: z.enum(['ndjson', 'csv']).default('ndjson'),
  ...timeSpan,
});
