import { setTimeout } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { type HaltedAccount, readHaltMarker, removeHaltMarker } from '../config/halt-marker.ts';
import { allAccounts } from '../db/queries/accounts/broker-accounts.ts';
import { haltAccount, markSuspended } from '../db/queries/accounts/trading-halts.ts';
import { appendAudit } from '../db/queries/audit/audit.ts';
import { inTransaction } from '../db/queries/in-transaction.ts';
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
  let halted = 0;
  for (const account of await allAccounts(db)) {
    const meant = marker.accounts.find((one) => isMeant(account, one));
    if (meant === undefined) continue;
    await halt(db, account.id, { ...meant, at: marker.at });
    halted += 1;
  }
  removeHaltMarker(home);
  logger.warn({ accounts: halted, haltedAt: marker.at }, 'halted, as npm run halt had left it');
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

function isMeant({ mode, keyRef }: BrokerAccountRow, halted: HaltedAccount): boolean {
  return mode === halted.mode && keyRef === halted.keyId;
}

async function halt(
  db: Kysely<Database>,
  accountId: string,
  { at, suspended }: { readonly at: string; readonly suspended: boolean },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { userId, tradingState } = await haltAccount(tx, accountId, 'npm run halt');
    if (suspended) await markSuspended(tx, accountId);
    await appendAudit(tx, {
      userId,
      actor: 'npm run halt',
      action: 'trading-state.adopted',
      target: `account:${accountId}`,
      result: 'halted',
      data: { from: tradingState, haltedAt: at, suspended },
    });
  });
}
