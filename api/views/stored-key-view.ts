import type { z } from '@hono/zod-openapi';
import type { StoredKeyRow } from '../../db/queries/identity/stored-keys.ts';
import { KEY_REFUSALS } from '../../domain/stored-key.ts';
import type { storedKey } from '../contract/stored-keys.ts';

export function storedKeyView(row: StoredKeyRow): z.infer<typeof storedKey> {
  const { id, service, accountId, version, hint, masterKey, refusal, refusedAt } = row;
  return {
    id,
    service,
    accountId,
    version,
    hint,
    masterKey,
    state: stateOf(row),
    createdAt: row.createdAt.toISOString(),
    provenAt: row.provenAt?.toISOString() ?? null,
    refusal:
      refusal === null || refusedAt === null
        ? null
        : { code: refusal, message: KEY_REFUSALS[refusal], at: refusedAt.toISOString() },
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    endsAt: row.endsAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

function stateOf({ endedAt, endsAt, provenAt }: StoredKeyRow): z.infer<typeof storedKey>['state'] {
  if (endedAt !== null) return 'ended';
  if (endsAt !== null) return 'overtaken';
  return provenAt === null ? 'new' : 'in-use';
}
