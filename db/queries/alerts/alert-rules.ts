import { type Kysely, sql } from 'kysely';
import type { RuleTerms, Severity } from '../../../domain/alerts/alert-rule.ts';
import { DEFAULT_RULES } from '../../../domain/alerts/default-rules.ts';
import { createdBefore, isUuid, type Page, type PageRequest, toPage } from '../../page.ts';
import type { Database } from '../../schema.ts';
import type { AlertRuleRow } from '../../tables/alert-tables.ts';

export interface RuleInput {
  readonly userId: string;
  readonly accountId?: string | null;
  readonly name: string;
  readonly terms: RuleTerms;
  readonly severity: Severity;
  readonly enabled?: boolean;
}

/** Gives every user the rules that they have from the start; those that they have had are left as they are. */
export async function ensureDefaultRules(db: Kysely<Database>, userId?: string): Promise<void> {
  const whose = userId ?? null;
  await sql`
    insert into alert_rules (user_id, default_key, name, severity, terms)
    select users.id, wanted.key, wanted.name, wanted.severity, wanted.terms
    from users cross join jsonb_to_recordset(${JSON.stringify(DEFAULT_RULES)}::jsonb)
      as wanted (key text, name text, severity text, terms jsonb)
    where (${whose}::uuid is null or users.id = ${whose}::uuid) and not exists (
      select from alert_rules had where had.user_id = users.id and had.default_key = wanted.key)
    on conflict on constraint alert_rules_default_once do nothing`.execute(db);
}

export async function insertRule(db: Kysely<Database>, rule: RuleInput): Promise<AlertRuleRow> {
  return await db
    .insertInto('alertRules')
    .values({ ...rule, terms: JSON.stringify(rule.terms) })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The user's rule; undefined when there is none, or it was deleted. */
export async function ruleOfUser(
  db: Kysely<Database>,
  userId: string,
  id: string,
): Promise<AlertRuleRow | undefined> {
  if (!isUuid(id)) return undefined;
  return await db
    .selectFrom('alertRules')
    .selectAll()
    .where('id', '=', id)
    .where('userId', '=', userId)
    .where('deletedAt', 'is', null)
    .executeTakeFirst();
}

/** The user's rules, newest first. */
export async function rulesOfUser(
  db: Kysely<Database>,
  userId: string,
  request: PageRequest,
): Promise<Page<AlertRuleRow>> {
  let query = db
    .selectFrom('alertRules')
    .selectAll()
    .where('userId', '=', userId)
    .where('deletedAt', 'is', null)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(request.limit + 1);
  if (request.cursor !== undefined) query = query.where(createdBefore(request.cursor));
  return toPage(await query.execute(), request.limit, (row) => [row.createdAt, row.id]);
}

/** What is to be judged for one user. */
export async function rulesToEvaluate(
  db: Kysely<Database>,
  userId: string,
): Promise<readonly AlertRuleRow[]> {
  return await db
    .selectFrom('alertRules')
    .selectAll()
    .where('userId', '=', userId)
    .where('deletedAt', 'is', null)
    .where('enabled', '=', true)
    .execute();
}

/** Changes what is given and leaves the rest; undefined when the user has no such rule. */
export async function updateRule(
  db: Kysely<Database>,
  userId: string,
  id: string,
  changes: Partial<Pick<RuleInput, 'name' | 'terms' | 'severity' | 'enabled'>>,
): Promise<AlertRuleRow | undefined> {
  const { terms, ...rest } = changes;
  return await db
    .updateTable('alertRules')
    .set({
      ...rest,
      ...(terms === undefined ? {} : { terms: JSON.stringify(terms) }),
      updatedAt: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .where('userId', '=', userId)
    .where('deletedAt', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

export async function deleteRule(
  db: Kysely<Database>,
  userId: string,
  id: string,
): Promise<AlertRuleRow | undefined> {
  return await db
    .updateTable('alertRules')
    .set({ deletedAt: sql<Date>`now()` })
    .where('id', '=', id)
    .where('userId', '=', userId)
    .where('deletedAt', 'is', null)
    .returningAll()
    .executeTakeFirst();
}
