import type { Kysely } from 'kysely';
import { standingFigures } from '../db/queries/books/standing-figures.ts';
import type { Database } from '../db/schema.ts';
import { LATCH_CODES } from '../domain/risk/latch.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Meter } from '../telemetry/metrics.ts';

/**
 * Sets the gauges of how the books stand, read anew each time it is called. When the database cannot be asked they keep
 * their last values, and `alphaflow_part_up` says so.
 */
export function createStandingGauges(options: {
  readonly db: Kysely<Database>;
  readonly meter: Meter;
  readonly logger: Logger;
}): () => Promise<void> {
  const { db, meter, logger } = options;
  const gauge = (name: string, about: string) => meter.createGauge(`alphaflow_${name}`, 'float', '', about);
  const outboxWaiting = gauge('outbox_waiting', 'Events that the bus does not have yet');
  const outboxOldest = gauge('outbox_oldest_seconds', 'Age of the oldest event that the bus does not have');
  const ordersOpen = gauge('orders_open', 'Orders that count towards risk');
  const awaiting = gauge('orders_awaiting_approval', 'Orders that wait for a person');
  const unknown = gauge('orders_unknown', 'Orders whose outcome is not known');
  const unknownOldest = gauge('orders_unknown_oldest_seconds', 'Age of the oldest unknown outcome');
  const latches = gauge('latches', 'Accounts whose entries a latch stops, by code');
  const halted = gauge('accounts_halted', 'Accounts that are halted');
  const drift = gauge('reconciliation_drift', 'Differences between ledger and broker when last compared');
  const reconciled = gauge('reconciliation_oldest_seconds', 'Age of the oldest latest reconciliation');
  const workers = gauge('workers', 'Workers that have told of themselves within 15 seconds');
  return async () => {
    try {
      const now = await standingFigures(db);
      outboxWaiting.set(now.outboxWaiting);
      outboxOldest.set(now.outboxOldestSeconds);
      ordersOpen.set(now.ordersOpen);
      awaiting.set(now.ordersAwaitingApproval);
      unknown.set(now.ordersUnknown);
      unknownOldest.set(now.ordersUnknownOldestSeconds);
      for (const code of LATCH_CODES) latches.set(now.latches[code] ?? 0, { code });
      halted.set(now.accountsHalted);
      drift.set(now.drift);
      reconciled.set(now.reconciledOldestSeconds);
      workers.set(now.workers);
    } catch (error) {
      logger.warn({ err: error }, 'the state of the books could not be measured');
    }
  };
}
