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
    pool: z
      .strictObject({
        max: z.int().openapi({ example: 10 }),
        size: z.int().openapi({ example: 4 }),
        idle: z.int().openapi({ example: 4 }),
        waiting: z.int().openapi({ example: 0, description: 'Requests that wait for a connection.' }),
      })
      .openapi({ description: 'Connections of this process to the database.' }),
  })
  .openapi('Readiness');
