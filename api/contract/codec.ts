import { z } from '@hono/zod-openapi';
import { mayBeLeftOut } from './left-out.ts';

const PAYLOADS_MAX = 2_000;
const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/, 'must be base64');

/** A payload as Temporal's codec protocol writes it; what else stands in it goes back as it came. */
const payload = z.looseObject({
  metadata: mayBeLeftOut(z.record(z.string(), base64)),
  data: mayBeLeftOut(base64),
});

export const codecPayloads = z
  .looseObject({ payloads: z.array(payload).max(PAYLOADS_MAX) })
  .openapi('Payloads', {
    example: { payloads: [{ metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: 'MQ==' }] },
  });
