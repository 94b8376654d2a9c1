import { z } from '@hono/zod-openapi';
import { pageOf, pageQuery } from './page.ts';
import { timestamp } from './scalars.ts';

export const auditEntry = z
  .strictObject({
    id: z.string(),
    actor: z.string().openapi({ example: 'owner@localhost' }),
    action: z.string().openapi({ example: 'strategy.created' }),
    target: z.string().openapi({ example: 'strategy:0198f0a2-7a3e-7c58-9d5e-0a4f4c1b2d3e' }),
    result: z.string().openapi({ example: 'done' }),
    data: z.record(z.string(), z.unknown()),
    requestId: z.string().nullable(),
    at: timestamp,
  })
  .openapi('AuditEntry');

export const auditPage = pageOf(auditEntry, 'AuditPage');
export const auditListQuery = pageQuery;
