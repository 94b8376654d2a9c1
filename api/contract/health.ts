import { z } from '@hono/zod-openapi';
import { mayBeLeftOut } from './left-out.ts';

export const alive = z.strictObject({ status: z.literal('ok') }).openapi('Alive');

const part = z.strictObject({
  state: z.enum(['up', 'down']),
  ms: z.int().openapi({ example: 3 }),
  reason: mayBeLeftOut(z.string()),
});

export const readiness = z
  .strictObject({
    status: z.enum(['ready', 'not-ready']),
    parts: z.strictObject({ postgres: part, temporal: part, nats: part }),
  })
  .openapi('Readiness');
