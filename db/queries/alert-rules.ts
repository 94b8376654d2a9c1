import { type Kysely, sql } from 'kysely';
import type { RuleTerms, Severity } from '../../domain/alerts/alert-rule.ts';
import { DEFAULT_RULES } from '../../domain/alerts/default-rules.ts';
import { decodeCursor, isUuid, type Page, type PageRequest, toPage } from '../page.ts';
import type { AlertRuleRow, Database } from '../schema.ts';

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
  for (const { key, name, severity, terms } of DEFAULT_RULES) {
    await db
      .insertInto('alertRules')
      .columns(['userId', 'defaultKey', 'name', 'severity', 'terms'])
      .expression((eb) =>
        eb
          .selectFrom('users')
          .select([
            'users.id',
            sql<string>`${key}::text`.as('key'),
            sql<string>`${name}::text`.as('name'),
            sql<Severity>`${severity}::text`.as('severity'),
            sql<string>`${JSON.stringify(terms)}::jsonb`.as('terms'),
          ])
          .$if(userId !== undefined, (query) => query.where('users.id', '=', userId ?? ''))
          .where((one) =>
            one.not(
              one.exists(
                one
                  .selectFrom('alertRules')
                  .select('alertRules.id')
                  .whereRef('alertRules.userId', '=', 'users.id')
                  .where('alertRules.defaultKey', '=', key),
              ),
            ),
          ),
      )
      .onConflict((conflict) => conflict.constraint('alert_rules_default_once').doNothing())
      .execute();
  }
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
  if (request.cursor !== undefined) {
    const [createdAt, id] = decodeCursor(request.cursor, ['time', 'uuid']);
    query = query.where((eb) => eb(eb.refTuple('createdAt', 'id'), '<', eb.tuple(new Date(createdAt), id)));
  }
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
