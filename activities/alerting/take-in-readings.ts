import { noteNotices } from '../../db/queries/alerts/alert-notices.ts';
import { lockRule, standingAlerts } from '../../db/queries/alerts/alerts.ts';
import { takeAlertStep } from '../../db/queries/alerts/take-alert-step.ts';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import type { AlertRow, AlertRuleRow } from '../../db/tables/alert-tables.ts';
import { isPulseKind } from '../../domain/alerts/alert-rule.ts';
import { nextStep, patienceOf } from '../../domain/alerts/next-step.ts';
import type { Reading } from '../../domain/alerts/reading.ts';
import type { LedgerDeps } from '../deps.ts';

/**
 * Brings the alerts of one rule up to date with what was read, in one transaction; gives those that have just fired or
 * ended. `isWhole`: a subject that stands and was not read is clear.
 */
export async function takeInReadings(
  { db, now }: LedgerDeps,
  rule: AlertRuleRow,
  readings: readonly Reading[],
  { isWhole }: { readonly isWhole: boolean },
): Promise<readonly AlertRow[]> {
  return await inTransaction(db, async (tx) => {
    if (!(await lockRule(tx, rule.id))) return [];
    const standing = await standingAlerts(tx, rule.id);
    const read = new Set(readings.map(({ subject }) => subject));
    const unread = isWhole ? standing.filter(({ subject }) => !read.has(subject)) : [];
    const told: AlertRow[] = [];
    for (const reading of [...readings, ...unread.map(gone)]) {
      const at = now();
      const found = standing.find(({ subject }) => subject === reading.subject);
      const seen = found === undefined ? undefined : standingOf(found, rule);
      const step = nextStep(seen, reading.state, at.toISOString(), patienceOf(rule.terms));
      const changed = await takeAlertStep(tx, { rule, standing: found, reading, step, now: at });
      if (changed === undefined) continue;
      await noteNotices(tx, changed, at);
      told.push(changed);
    }
    return told;
  });
}

function gone({ subject, message, facts }: AlertRow): Reading {
  return { subject, state: 'clear', message, facts };
}

/** What events raise has been clear since the last of them. */
function standingOf({ state, since, lastSeenAt, clearSince }: AlertRow, { terms }: AlertRuleRow) {
  const quietSince = isPulseKind(terms.kind) ? lastSeenAt : clearSince;
  return {
    state: state === 'resolved' ? 'firing' : state,
    since: since.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    clearSince: quietSince?.toISOString() ?? null,
  } as const;
}
