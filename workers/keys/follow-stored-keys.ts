import { setTimeout } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { appendAudit } from '../../db/queries/audit/audit.ts';
import {
  endOverdueKeys,
  isOpenedByAnother,
  markProven,
  markRefused,
  type StoredKeyRow,
  touchStoredKeys,
} from '../../db/queries/identity/stored-keys.ts';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import type { Database } from '../../db/schema.ts';
import type { KeyRefusal } from '../../domain/stored-key.ts';
import type { Logger } from '../../telemetry/log.ts';
import type { FilledKeyRing } from './key-ring.ts';

const LOOK_EVERY_MS = 2_000;

/** Keeps the ring as the database has it, a few seconds behind, and ends what has been overtaken. */
export async function followStoredKeys(options: {
  readonly db: Kysely<Database>;
  readonly ring: FilledKeyRing;
  /** Tries what has not been proven yet; after each look. */
  readonly prove: () => Promise<void>;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { db, ring, prove, logger, signal } = options;
  while (!signal.aborted) {
    try {
      await ring.refresh();
      const usedIds = ring.takeUsed();
      if (usedIds.length > 0) await touchStoredKeys(db, usedIds);
      if (ring.hasOverdue()) await endOverdue(db);
      await prove();
    } catch (error) {
      logger.warn({ err: error }, 'the stored keys could not be looked at');
    }
    await setTimeout(LOOK_EVERY_MS, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

async function endOverdue(db: Kysely<Database>): Promise<void> {
  await inTransaction(db, async (tx) => {
    for (const key of await endOverdueKeys(tx)) await tell(tx, key, 'stored-key.ended', 'overtaken');
  });
}

/** The service has taken the key. */
export async function keyProven(db: Kysely<Database>, id: string, opens: string | null): Promise<void> {
  await inTransaction(db, async (tx) => {
    const key = await markProven(tx, id, opens);
    if (key !== undefined) await tell(tx, key, 'stored-key.proven', 'done');
  });
}

/** The broker has opened this account with the key: it is used, unless another account here has opened it before. */
export async function keyOpens(
  db: Kysely<Database>,
  { id, accountId }: { readonly id: string; readonly accountId: string },
  opens: string,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    if (await isOpenedByAnother(tx, { accountId, opens })) await keyRefused(tx, id, 'account-taken');
    else await keyProven(tx, id, opens);
  });
}

/** The key is not used, and why. */
export async function keyRefused(db: Kysely<Database>, id: string, refusal: KeyRefusal): Promise<void> {
  await inTransaction(db, async (tx) => {
    const key = await markRefused(tx, id, refusal);
    if (key !== undefined) await tell(tx, key, 'stored-key.refused', refusal);
  });
}

async function tell(tx: Kysely<Database>, key: StoredKeyRow, action: string, result: string): Promise<void> {
  const { id, service, accountId, version, hint } = key;
  await appendAudit(tx, {
    userId: key.putBy,
    actor: 'worker',
    action,
    target: `stored-key:${id}`,
    result,
    data: { service, accountId, version, hint },
  });
}
