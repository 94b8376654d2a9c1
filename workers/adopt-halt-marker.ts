import { setTimeout } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { type HaltMarker, readHaltMarker, removeHaltMarker } from '../config/halt-marker.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { allAccounts } from '../db/queries/broker-accounts.ts';
import { inTransaction } from '../db/queries/in-transaction.ts';
import { haltAccount, markSuspended } from '../db/queries/trading-halts.ts';
import type { BrokerAccountRow, Database } from '../db/schema.ts';
import type { Logger } from '../telemetry/log.ts';

const AGAIN_MS = 1_000;

interface Adoption {
  readonly db: Kysely<Database>;
  readonly logger: Logger;
  readonly home: string;
}

/** Halts, with audit, the accounts that `npm run halt` has halted at the broker while nothing else was running. */
export async function adoptHaltMarker({ db, logger, home }: Adoption): Promise<void> {
  const marker = readHaltMarker(home);
  if (marker === undefined) return;
  const meant = (await allAccounts(db)).filter((account) => isMeant(account, marker));
  for (const { id } of meant) await halt(db, id, marker);
  removeHaltMarker(home);
  logger.warn({ accounts: meant.length, haltedAt: marker.at }, 'halted, as npm run halt had left it');
}

/** Nothing is traded before a halt that waits is in the ledger: the worker takes up no work until then. */
export async function untilHaltMarkerAdopted(
  adoption: Adoption & { readonly signal: AbortSignal },
): Promise<void> {
  const { logger, signal } = adoption;
  while (!signal.aborted) {
    try {
      await adoptHaltMarker(adoption);
      return;
    } catch (error) {
      logger.warn({ err: error }, 'the halt that waits could not be taken over');
    }
    await setTimeout(AGAIN_MS, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

function isMeant({ mode, keyRef }: BrokerAccountRow, marker: HaltMarker): boolean {
  return mode === marker.mode && keyRef === marker.keyId;
}

async function halt(db: Kysely<Database>, accountId: string, marker: HaltMarker): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { userId, tradingState } = await haltAccount(tx, accountId, 'npm run halt');
    if (marker.suspended) await markSuspended(tx, accountId);
    await appendAudit(tx, {
      userId,
      actor: 'npm run halt',
      action: 'trading-state.adopted',
      target: `account:${accountId}`,
      result: 'halted',
      data: { from: tradingState, haltedAt: marker.at, suspended: marker.suspended },
    });
  });
}
