import type { Transaction } from 'kysely';
import type { AlertStep } from '../../../domain/alerts/next-step.ts';
import type { Reading } from '../../../domain/alerts/reading.ts';
import type { Database } from '../../schema.ts';
import type { AlertRow, AlertRuleRow } from '../../tables/alert-tables.ts';
import { tellAlert } from './alerts.ts';

/** Does to an alert what was decided, with its rule locked; gives it when it has just fired or just ended. */
export async function takeAlertStep(
  tx: Transaction<Database>,
  asked: {
    readonly rule: AlertRuleRow;
    readonly standing: AlertRow | undefined;
    readonly reading: Reading;
    readonly step: AlertStep;
    readonly now: Date;
  },
): Promise<AlertRow | undefined> {
  const { rule, standing, reading, step, now } = asked;
  const { subject, message } = reading;
  const facts = JSON.stringify(reading.facts);
  if (step.step === 'open') {
    const { id: ruleId, userId, severity, name: title, terms } = rule;
    const firedAt = step.state === 'firing' ? now : null;
    const seen = { since: now, lastSeenAt: now, firedAt };
    const values = { userId, ruleId, kind: terms.kind, severity, title, subject, message, facts };
    const opened = await tx
      .insertInto('alerts')
      .values({ ...values, ...seen, state: step.state })
      .returningAll()
      .executeTakeFirstOrThrow();
    return firedAt === null ? undefined : told(tx, opened);
  }
  if (standing === undefined || step.step === 'none') return undefined;
  if (step.step === 'drop') {
    await tx.deleteFrom('alerts').where('id', '=', standing.id).execute();
    return undefined;
  }
  const fires = step.step === 'seen' && step.fires;
  const changed = await tx
    .updateTable('alerts')
    .set(
      step.step === 'seen'
        ? {
            message,
            facts,
            lastSeenAt: now,
            clearSince: null,
            ...(fires ? { state: 'firing' as const, firedAt: now } : {}),
          }
        : step.step === 'resolve'
          ? { state: 'resolved', resolvedAt: now, clearSince: standing.clearSince ?? now }
          : { clearSince: step.step === 'clearing' ? now : null },
    )
    .where('id', '=', standing.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return fires || step.step === 'resolve' ? told(tx, changed) : undefined;
}

async function told(tx: Transaction<Database>, alert: AlertRow): Promise<AlertRow> {
  await tellAlert(tx, alert);
  return alert;
}
