import type { Kysely } from 'kysely';
import type { Database, FillRow } from '../../schema.ts';
import { type EvidenceOfCycle, evidenceOfCycle } from '../evidence/evidence.ts';
import { type CycleReport, cycleReport } from './cycles.ts';

/** All that a cycle stood on and led to. */
export interface CycleTrail extends CycleReport {
  readonly evidence: readonly EvidenceOfCycle[];
  readonly fills: readonly FillRow[];
}

/** The user's cycle from what was fetched to what was filled, without the bodies of its evidence. */
export async function cycleTrail(
  db: Kysely<Database>,
  userId: string,
  cycleId: string,
): Promise<CycleTrail | undefined> {
  const report = await cycleReport(db, userId, cycleId);
  if (report === undefined) return undefined;
  const ids = report.orders.map(({ clientOrderId }) => clientOrderId);
  const [evidence, fills] = await Promise.all([
    evidenceOfCycle(db, userId, cycleId),
    ids.length === 0
      ? []
      : db
          .selectFrom('fills')
          .selectAll()
          .where('clientOrderId', 'in', ids)
          .where('userId', '=', userId)
          .orderBy('clientOrderId')
          .orderBy('cumulativeQty')
          .execute(),
  ]);
  return { ...report, evidence, fills };
}
