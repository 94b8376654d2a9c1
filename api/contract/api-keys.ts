import { z } from '@hono/zod-openapi';
import { KEY_SCOPES } from '../../domain/identity/capabilities.ts';
import { mayBeLeftOut } from './left-out.ts';
import { pageOf } from './page.ts';
import { shortText, timestamp, uuid } from './scalars.ts';

const scopes = z
  .array(z.enum(KEY_SCOPES))
  .min(1)
  .max(KEY_SCOPES.length)
  .refine((list) => new Set(list).size === list.length, 'must name each scope once')
  .openapi({ example: ['read', 'trade', 'strategies:write'] });

export const createApiKeyBody = z
  .strictObject({
    name: shortText(100).openapi({ example: 'my script' }),
    scopes,
    expiresInDays: mayBeLeftOut(z.int().min(1).max(3_650)).openapi({
      example: 90,
      description: 'Left out, the key works until it is revoked.',
    }),
  })
  .openapi('CreateApiKey', {
    example: { name: 'my script', scopes: ['read', 'trade', 'strategies:write'], expiresInDays: 90 },
  });

export const rotateApiKeyBody = z
  .strictObject({
    overlapMinutes: z.int().min(0).max(43_200).default(1_440).openapi({
      example: 1_440,
      description: 'How long the old key works beside the new one.',
    }),
  })
  .openapi('RotateApiKey', { example: { overlapMinutes: 60 } });

export const apiKey = z
  .strictObject({
    id: uuid,
    name: z.string().openapi({ example: 'my script' }),
    scopes: z.array(z.string()).openapi({ example: ['read', 'trade', 'strategies:write'] }),
    createdAt: timestamp,
    lastUsedAt: timestamp.nullable().openapi({ description: 'To the minute.' }),
    expiresAt: timestamp.nullable(),
    revokedAt: timestamp.nullable(),
    replacedBy: uuid.nullable().openapi({ description: 'The key that takes its place.' }),
  })
  .openapi('ApiKey');
export const apiKeyPage = pageOf(apiKey, 'ApiKeyPage');

export const newApiKey = z
  .strictObject({
    ...apiKey.shape,
    key: z.string().openapi({ example: 'af_…', description: 'Shown this once; only its hash is kept.' }),
  })
  .openapi('NewApiKey');
