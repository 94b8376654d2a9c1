import { dueNotices } from '../../db/queries/alerts/alert-notices.ts';
import { ensureDefaultRules, rulesToEvaluate } from '../../db/queries/alerts/alert-rules.ts';
import { rulesWithAlerts } from '../../db/queries/alerts/alerts.ts';
import { forgetOldEvents } from '../../db/queries/events/event-inbox.ts';
import { allUserIds } from '../../db/queries/identity/users.ts';
import type { AlertRuleRow } from '../../db/tables/alert-tables.ts';
import type { AlertFacts } from '../../domain/alerts/alert-facts.ts';
import { isPulseKind } from '../../domain/alerts/alert-rule.ts';
import { readRule } from '../../domain/alerts/read-rule.ts';
import type { AlertingDeps } from './alerting-deps.ts';
import { readFacts } from './read-facts.ts';
import { takeInReadings } from './take-in-readings.ts';

/** Notices that one run sends on their way: what is left is due still. */
const DUE_MAX = 100;

export interface AlertsEvaluated {
  /** One sentence for a person. */
  readonly note: string;
  /** Ids of the notices whose time has come, whoever's they are. */
  readonly due: readonly string[];
}

export function evaluateAlertsActivity(deps: AlertingDeps) {
  const { db } = deps;

  const evaluate = async (
    rule: AlertRuleRow,
    facts: AlertFacts,
    hasAlerts: boolean,
  ): Promise<readonly string[]> => {
    const readings = isPulseKind(rule.terms.kind) ? [] : readRule(rule, facts);
    if (readings === undefined) return [];
    // Nothing stands that could end, and nothing is wrong: there is nothing to write.
    if (!hasAlerts && readings.every(({ state }) => state !== 'breached')) return [];
    const told = await takeInReadings(deps, rule, readings, { isWhole: true });
    return told.map(({ state, title, subject }) => `${state}: ${title} (${subject})`);
  };

  return {
    /** Judges every rule of one user, or of all of them, by what is so at this moment. Safe to repeat. */
    async evaluateUserAlerts({ userId }: { readonly userId?: string }): Promise<AlertsEvaluated> {
      await ensureDefaultRules(db, userId);
      if (userId === undefined) await forgetOldEvents(db);
      const changes: string[] = [];
      let judged = 0;
      for (const id of userId === undefined ? await allUserIds(db) : [userId]) {
        const rules = await rulesToEvaluate(db, id);
        const facts = await readFacts(deps, id, rules);
        const ruleIds = rules.map((rule) => rule.id);
        const alerted = await rulesWithAlerts(db, ruleIds);
        for (const rule of rules) changes.push(...(await evaluate(rule, facts, alerted.has(rule.id))));
        judged += rules.length;
      }
      const note = [`${judged} rules judged`, ...changes].join('; ').slice(0, 2_000);
      return { note, due: await dueNotices(db, deps.now(), DUE_MAX) };
    },
  };
}
