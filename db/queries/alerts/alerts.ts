import { type Kysely, sql, type Transaction } from 'kysely';
import type { AlertState } from '../../../domain/alerts/next-step.ts';
import { decodeCursor, type Page, type PageRequest, toPage } from '../../page.ts';
import type { Database } from '../../schema.ts';
import type { AlertRow, AlertRuleRow } from '../../tables/alert-tables.ts';
import { appendOutbox } from '../events/outbox.ts';

const SERIAL = /^\d{1,18}$/;

export interface AlertListRequest extends PageRequest {
  /** `open`: firing and acknowledged. */
  readonly state?: Exclude<AlertState, 'pending'> | 'open' | undefined;
}

/** The user's alerts, newest first; what has not been told yet is not among them. */
export async function alertsOfUser(
  db: Kysely<Database>,
  userId: string,
  request: AlertListRequest,
): Promise<Page<AlertRow>> {
  let query = db
    .selectFrom('alerts')
    .selectAll()
    .where('userId', '=', userId)
    .orderBy('id', 'desc')
    .limit(request.limit + 1);
  if (request.state === 'open') query = query.where('state', 'in', ['firing', 'acknowledged']);
  else if (request.state === undefined) query = query.where('state', '<>', 'pending');
  else query = query.where('state', '=', request.state).where('state', '<>', 'pending');
  if (request.cursor !== undefined) {
    const [id] = decodeCursor(request.cursor, ['serial']);
    query = query.where('id', '<', id);
  }
  return toPage(await query.execute(), request.limit, (row) => [row.id]);
}

export async function alertOfUser(
  db: Kysely<Database>,
  userId: string,
  id: string,
): Promise<AlertRow | undefined> {
  if (!SERIAL.test(id)) return undefined;
  return await db
    .selectFrom('alerts')
    .selectAll()
    .where('id', '=', id)
    .where('userId', '=', userId)
    .where('state', '<>', 'pending')
    .executeTakeFirst();
}

/** Those of these rules of which something has not been resolved. */
export async function rulesWithAlerts(
  db: Kysely<Database>,
  ruleIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ruleIds.length === 0) return new Set();
  const rows = await db
    .selectFrom('alerts')
    .select('ruleId')
    .distinct()
    .where('ruleId', 'in', ruleIds)
    .where('state', '<>', 'resolved')
    .execute();
  return new Set(rows.map(({ ruleId }) => ruleId));
}

/** Takes the rule's row, so that one evaluation of it at a time goes on; false when it was deleted or disabled. */
export async function lockRule(tx: Transaction<Database>, ruleId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('alertRules')
    .select('id')
    .where('id', '=', ruleId)
    .where('deletedAt', 'is', null)
    .where('enabled', '=', true)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

/** What has not been resolved of a rule, with the rule locked. */
export async function standingAlerts(
  tx: Transaction<Database>,
  ruleId: string,
): Promise<readonly AlertRow[]> {
  return await tx
    .selectFrom('alerts')
    .selectAll()
    .where('ruleId', '=', ruleId)
    .where('state', '<>', 'resolved')
    .execute();
}

/** Somebody has seen it. It is no longer told of, and still ends by itself. Undefined when it does not fire. */
export async function acknowledgeAlert(
  tx: Transaction<Database>,
  which: { readonly userId: string; readonly id: string; readonly by: string },
): Promise<AlertRow | undefined> {
  const { userId, id, by } = which;
  const alert = await tx
    .updateTable('alerts')
    .set({ state: 'acknowledged', acknowledgedAt: sql<Date>`now()`, acknowledgedBy: by })
    .where('id', '=', id)
    .where('userId', '=', userId)
    .where('state', '=', 'firing')
    .returningAll()
    .executeTakeFirst();
  if (alert !== undefined) await tellAlert(tx, alert);
  return alert;
}

/** What stands of a rule that is deleted or switched off is over. */
export async function resolveAlertsOf(tx: Transaction<Database>, rule: AlertRuleRow): Promise<void> {
  await tx.deleteFrom('alerts').where('ruleId', '=', rule.id).where('state', '=', 'pending').execute();
  const over = await tx
    .updateTable('alerts')
    .set({ state: 'resolved', resolvedAt: sql<Date>`now()` })
    .where('ruleId', '=', rule.id)
    .where('state', '<>', 'resolved')
    .returningAll()
    .execute();
  for (const alert of over) await tellAlert(tx, alert);
}

/** Tells of an alert's new state on the bus, in the transaction that changes it. */
export async function tellAlert(tx: Transaction<Database>, alert: AlertRow): Promise<void> {
  const { id, userId, ruleId, kind, subject, severity, state, title, message, facts } = alert;
  if (state === 'pending') return;
  const payload = { alertId: id, ruleId, kind, subject, severity, state, title, message, facts };
  await appendOutbox(tx, { userId, type: `alert.${state}`, payload });
}
