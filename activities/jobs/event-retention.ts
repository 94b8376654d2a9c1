import { dropOldEvents } from '../../db/queries/events/event-retention.ts';
import type { LedgerDeps } from '../deps.ts';

const DAY_MS = 86_400_000;
/** Rows at once: a short transaction. */
const BATCH = 1_000;

export function eventRetentionActivity({ db, now, eventDays }: LedgerDeps & { readonly eventDays: number }) {
  return {
    /** One batch of the events that were carried long ago. Safe to repeat. */
    async dropEvents(): Promise<{ readonly note: string; readonly isFull: boolean }> {
      const before = new Date(now().getTime() - eventDays * DAY_MS);
      const events = await dropOldEvents(db, { before, limit: BATCH });
      return { note: `${events} events carried before ${before.toISOString()}`, isFull: events === BATCH };
    },
  };
}
