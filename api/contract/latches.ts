import { z } from '@hono/zod-openapi';
import { LATCH_CODES } from '../../domain/risk/latch.ts';
import { timestamp, uuid } from './scalars.ts';

const code = z.enum(LATCH_CODES);

export const latch = z
  .strictObject({
    code,
    message: z.string().openapi({ example: 'Broker and ledger differ: 1 difference.' }),
    facts: z.record(z.string(), z.string()).openapi({ example: { differences: '1' } }),
    since: timestamp,
    reconciliationId: uuid
      .nullable()
      .openapi({ description: 'The reconciliation that found it, for DRIFT.' }),
  })
  .openapi('Latch');
export type LatchBody = z.infer<typeof latch>;

export const accountLatches = z
  .strictObject({ accountId: uuid, items: z.array(latch) })
  .openapi('AccountLatches');

export const latchParam = z.strictObject({ code });
