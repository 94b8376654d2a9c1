import { setTimeout } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Kysely } from 'kysely';
import { waitsForKeys } from '../activities/books/waits-for-keys.ts';
import type { BrokerDeps } from '../activities/deps.ts';
import { writeKnownAccounts } from '../config/known-accounts.ts';
import { allAccounts } from '../db/queries/accounts/broker-accounts.ts';
import { accountsToHaltOrLift } from '../db/queries/accounts/trading-halts.ts';
import { marketStreamOf } from '../db/queries/market/market-streams.ts';
import type { Database } from '../db/schema.ts';
import type { Logger } from '../telemetry/log.ts';
import { adoptHaltMarker } from './adopt-halt-marker.ts';
import { reviveOrders } from './revive-orders.ts';
import { ensureHouseSchedules, type HouseRhythm } from './temporal/house-schedules.ts';
import { ensureFollower, ensureHalt, ensureMarketFollower, reconcileAtStart } from './temporal/schedules.ts';

const LOOK_MS = 2_000;
/** How often what must run is started again if Temporal does not know it: its data may be lost while we go on. */
const ENSURE_MS = 60_000;

/**
 * Keeps what must always run running, until `signal` aborts: one follower an account, one of market data a pair of keys,
 * one workflow an open order, the schedules of the house. An account that is added is followed, and its books are taken
 * in, within seconds of the broker's taking its key; a halt is carried out as soon.
 */
export async function followAccounts(options: {
  readonly client: Client;
  readonly db: Kysely<Database>;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** The local state folder, where `npm run halt` leaves its mark and finds the accounts. */
  readonly home: string;
  readonly rhythm: HouseRhythm;
  readonly brokerOf: BrokerDeps['brokerOf'];
}): Promise<void> {
  const { client, db, logger, signal } = options;
  const followed = new Set<string>();
  let ensuredAt = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    try {
      const isDue = performance.now() - ensuredAt >= ENSURE_MS;
      if (isDue) await ensureHouseSchedules(client, options.rhythm);
      await adoptHaltMarker(options);
      for (const account of await accountsToHaltOrLift(db)) await ensureHalt(client, account);
      const accounts = await allAccounts(db);
      const reachable = accounts.filter((account) => !waitsForKeys(account, options.brokerOf));
      const fresh = reachable.filter(({ id }) => !followed.has(id));
      if (fresh.length > 0 || isDue) {
        writeKnownAccounts(
          options.home,
          accounts.map(({ mode, keyRef }) => ({ mode, keyRef })),
        );
      }
      for (const account of fresh) await reconcileAtStart(client, account);
      for (const account of isDue ? reachable : fresh) {
        await ensureFollower(client, account);
        if ((await marketStreamOf(db, account)) === account.id) await ensureMarketFollower(client, account);
        followed.add(account.id);
      }
      if (isDue) {
        await reviveOrders(options);
        ensuredAt = performance.now();
      }
    } catch (error) {
      logger.warn({ err: error }, 'the accounts could not be looked after');
    }
    await setTimeout(LOOK_MS, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
