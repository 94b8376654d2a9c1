import { type Kysely, sql } from 'kysely';
import type { DecimalString } from '../../../domain/money.ts';
import type { StrategyLimits } from '../../../domain/risk/strategy-limits.ts';
import { createdBefore, isUuid, type Page, type PageRequest, toPage } from '../../page.ts';
import type { Database, StrategyRow } from '../../schema.ts';

export interface StrategyInput {
  readonly userId: string;
  readonly accountId: string;
  readonly name: string;
  readonly kind: StrategyRow['kind'];
  readonly parameters: StrategyRow['parameters'];
  readonly universe: readonly string[];
  readonly intervalSeconds: number;
  /** Dollars; null or left out: its orders wait for nobody. */
  readonly approvalAboveUsd?: DecimalString | null;
  readonly approvalWindowSeconds?: number;
}

/** Adds a strategy. @throws a unique violation on `strategies_name_unique` (names of archived ones are free). */
export async function insertStrategy(db: Kysely<Database>, strategy: StrategyInput): Promise<StrategyRow> {
  return await db
    .insertInto('strategies')
    .values({
      ...strategy,
      universe: [...strategy.universe],
      parameters: JSON.stringify(strategy.parameters),
      updatedAt: sql<Date>`now()`,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The user's strategy, archived or not. */
export async function strategyOfUser(
  db: Kysely<Database>,
  userId: string,
  id: string,
): Promise<StrategyRow | undefined> {
  if (!isUuid(id)) return undefined;
  return await db
    .selectFrom('strategies')
    .selectAll()
    .where('id', '=', id)
    .where('userId', '=', userId)
    .executeTakeFirst();
}

/** For the workers; the API asks for `strategyOfUser`. */
export async function strategyById(db: Kysely<Database>, id: string): Promise<StrategyRow | undefined> {
  if (!isUuid(id)) return undefined;
  return await db.selectFrom('strategies').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The user's strategies that are not archived, newest first. */
export async function strategiesOfUser(
  db: Kysely<Database>,
  userId: string,
  request: PageRequest,
): Promise<Page<StrategyRow>> {
  let query = db
    .selectFrom('strategies')
    .selectAll()
    .where('userId', '=', userId)
    .where('archivedAt', 'is', null)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(request.limit + 1);
  if (request.cursor !== undefined) query = query.where(createdBefore(request.cursor));
  return toPage(await query.execute(), request.limit, (row) => [row.createdAt, row.id]);
}

/** Changes what is given and leaves the rest; undefined when the user has no such strategy or it is archived. */
export async function updateStrategy(
  db: Kysely<Database>,
  userId: string,
  id: string,
  changes: Partial<Omit<StrategyInput, 'userId' | 'accountId' | 'kind'>>,
): Promise<StrategyRow | undefined> {
  if (!isUuid(id)) return undefined;
  const { parameters, universe, ...columns } = changes;
  return await db
    .updateTable('strategies')
    .set({
      ...columns,
      ...(universe === undefined ? {} : { universe: [...universe] }),
      ...(parameters === undefined ? {} : { parameters: JSON.stringify(parameters) }),
      updatedAt: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .where('userId', '=', userId)
    .where('archivedAt', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

/** Sets the strategy's own limits, all of them; undefined when the user has no such strategy or it is archived. */
export async function setStrategyLimits(
  db: Kysely<Database>,
  userId: string,
  id: string,
  limits: StrategyLimits,
): Promise<StrategyRow | undefined> {
  if (!isUuid(id)) return undefined;
  return await db
    .updateTable('strategies')
    .set({ riskLimits: JSON.stringify(limits), updatedAt: sql<Date>`now()` })
    .where('id', '=', id)
    .where('userId', '=', userId)
    .where('archivedAt', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

/** Takes the strategy out of the lists and frees its name; its cycles and orders stay. The first call dates it. */
export async function archiveStrategy(
  db: Kysely<Database>,
  userId: string,
  id: string,
): Promise<StrategyRow | undefined> {
  if (!isUuid(id)) return undefined;
  return await db
    .updateTable('strategies')
    .set({ archivedAt: sql<Date>`coalesce(archived_at, now())`, updatedAt: sql<Date>`now()` })
    .where('id', '=', id)
    .where('userId', '=', userId)
    .returningAll()
    .executeTakeFirst();
}
