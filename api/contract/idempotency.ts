import { z } from '@hono/zod-openapi';
import { mayBeLeftOut } from './left-out.ts';

const example = '5f1c3c9e-rebalance-AAPL';

/** Of what makes an order: the key is the order's identity. */
export const idempotencyHeaders = z.looseObject({
  'idempotency-key': mayBeLeftOut(z.string()).openapi({
    description: 'Required. 1 to 255 visible ASCII characters; the same key never makes a second order.',
    example,
    param: { name: 'idempotency-key', in: 'header', required: true },
  }),
});

/** Of what makes anything else. */
export const onceHeaders = z.looseObject({
  'idempotency-key': mayBeLeftOut(z.string()).openapi({
    description:
      'A key of your own, 1 to 255 visible ASCII characters: the same request with the same key within a day makes nothing again and is answered as before, with `Idempotent-Replayed: true`. Another body is 409 `IDEMPOTENCY_KEY_REUSED`, a request that is still under way 409 `IDEMPOTENCY_KEY_IN_USE`. What was refused made nothing and leaves the key free.',
    example,
    param: { name: 'idempotency-key', in: 'header', required: false },
  }),
});

/** An answer to what was made once for its key. */
export function madeResponse<Schema extends z.ZodType>(schema: Schema, description: string) {
  return {
    description,
    headers: {
      'Idempotent-Replayed': {
        description: '`true` on the answer to a repeat with the same Idempotency-Key.',
        schema: { type: 'string' as const, enum: ['true'] },
      },
    },
    content: { 'application/json': { schema } },
  };
}
