import { applyRetention } from '../../db/queries/evidence/evidence-retention.ts';
import type { LedgerDeps } from '../deps.ts';

/** How long evidence is kept. What a cycle with an order stands on is kept for ever, whatever these say. */
export interface EvidenceRetention {
  /** What no cycle stands on: a look at a symbol, a step that was repeated. */
  readonly unusedDays: number;
  /** The bodies of what only cycles without an order stand on; their hashes and sources stay. */
  readonly untradedDays: number;
}

export interface DroppedEvidence {
  readonly note: string;
  /** There may be more: the same again. */
  readonly isFull: boolean;
}

const DAY_MS = 86_400_000;
/** Rows at once: a short transaction, a few of which do a day's work. */
const BATCH = 500;

export function evidenceRetentionActivity({
  db,
  now,
  retention,
}: LedgerDeps & { readonly retention: EvidenceRetention }) {
  return {
    /** One batch of what is older than its time. Safe to repeat. */
    async dropEvidence(): Promise<DroppedEvidence> {
      const before = (days: number) => new Date(now().getTime() - days * DAY_MS);
      const { deleted, dropped } = await applyRetention(db, {
        unusedBefore: before(retention.unusedDays),
        untradedBefore: before(retention.untradedDays),
        limit: BATCH,
      });
      return {
        note: `${deleted} deleted that no cycle stands on, ${dropped} bodies dropped that no trade stands on`,
        isFull: deleted === BATCH || dropped === BATCH,
      };
    },
  };
}
