import { z } from '@hono/zod-openapi';
import { KEY_REFUSALS, KEY_SERVICES, type KeyRefusal } from '../../domain/stored-key.ts';
import { mayBeLeftOut } from './left-out.ts';
import { timestamp, uuid } from './scalars.ts';

const VISIBLE = /^[\x21-\x7e]+$/;
/** The secret of a key, as the service has shown it. */
export const keySecret = z
  .string()
  .min(16)
  .max(500)
  .regex(VISIBLE, 'must be visible ASCII characters')
  .openapi({ example: 'the-secret-that-the-service-has-shown', description: 'Never told again.' });
/** The id that goes beside the secret at a broker. */
export const brokerKeyId = z
  .string()
  .min(4)
  .max(100)
  .regex(VISIBLE, 'must be visible ASCII characters')
  .openapi({ example: 'PKXXXXXXXXXXXXXXXXXX' });
const overlapMinutes = z.int().min(0).max(43_200).default(1_440).openapi({
  example: 1_440,
  description: 'How long the version before stands once the service has taken this one.',
});

export const storeKeyBody = z
  .discriminatedUnion('service', [
    z.strictObject({
      service: z.literal('alpaca'),
      accountId: mayBeLeftOut(uuid).openapi({ description: 'Needed when there is more than one account.' }),
      keyId: brokerKeyId,
      secret: keySecret,
      overlapMinutes,
    }),
    z.strictObject({ service: z.enum(['openai', 'anthropic', 'valyu']), secret: keySecret, overlapMinutes }),
  ])
  .openapi('StoreKey', {
    example: { service: 'valyu', secret: 'the-secret-that-the-service-has-shown', overlapMinutes: 60 },
  });

export const storedKeyParam = z.strictObject({
  id: uuid.openapi({ param: { name: 'id', in: 'path' } }),
});

const refusals = Object.keys(KEY_REFUSALS).filter((code): code is KeyRefusal => code in KEY_REFUSALS);

export const storedKey = z
  .strictObject({
    id: uuid,
    service: z.enum(KEY_SERVICES),
    accountId: uuid.nullable().openapi({ description: 'The account that it opens, at the broker.' }),
    version: z.int().openapi({ example: 2 }),
    hint: z.string().openapi({ example: '7QX2', description: 'Its last four characters.' }),
    masterKey: z.string().openapi({ example: 'local', description: 'Names what it is encrypted with.' }),
    state: z
      .enum(['new', 'in-use', 'overtaken', 'ended'])
      .openapi({ description: '`new`: the service has not taken it yet, and what stood before is used.' }),
    createdAt: timestamp,
    provenAt: timestamp.nullable().openapi({ description: 'When the service first took it.' }),
    refusal: z
      .strictObject({ code: z.enum(refusals), message: z.string(), at: timestamp })
      .nullable()
      .openapi({ description: 'Why it is not used, while it is not.' }),
    lastUsedAt: timestamp.nullable().openapi({ description: 'To the minute.' }),
    endsAt: timestamp.nullable().openapi({ description: 'When an overtaken one ends by itself.' }),
    endedAt: timestamp.nullable(),
  })
  .openapi('StoredKey');
export const storedKeyList = z.strictObject({ items: z.array(storedKey) }).openapi('StoredKeyList');
