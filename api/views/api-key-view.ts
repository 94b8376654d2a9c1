import type { z } from '@hono/zod-openapi';
import type { ApiKeyRow } from '../../db/queries/identity/api-keys.ts';
import type { apiKey } from '../contract/api-keys.ts';

export function apiKeyView(row: ApiKeyRow): z.infer<typeof apiKey> {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    replacedBy: row.replacedBy,
  };
}
