import type { Kysely } from 'kysely';
import { decodeCursor, isUuid, type Page, type PageRequest, toPage } from '../../page.ts';
import type { Database, LlmCallRow } from '../../schema.ts';

export { enterFreeCall, type NewCall, reserveCall } from './enter-llm-call.ts';
export { settleCall } from './settle-llm-call.ts';

/** The requests of one question, in order. */
export async function attemptsOf(db: Kysely<Database>, callKey: string): Promise<readonly LlmCallRow[]> {
  return await db
    .selectFrom('llmCalls')
    .selectAll()
    .where('callKey', '=', callKey)
    .orderBy('attempt')
    .execute();
}

/** The call whose answer is the question's; undefined until there is one. */
export async function standingCall(db: Kysely<Database>, callKey: string): Promise<LlmCallRow | undefined> {
  return await db
    .selectFrom('llmCalls')
    .selectAll()
    .where('callKey', '=', callKey)
    .where('stands', '=', true)
    .executeTakeFirst();
}

/** The newest usable answer that the user got to the very same request since `since`. */
export async function answerToReuse(
  db: Kysely<Database>,
  userId: string,
  requestHash: string,
  since: Date,
): Promise<LlmCallRow | undefined> {
  return await db
    .selectFrom('llmCalls')
    .selectAll()
    .where('userId', '=', userId)
    .where('requestHash', '=', requestHash)
    .where('status', '=', 'answered')
    .where('outcome', '=', 'answered')
    .where('endedAt', '>=', since)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The user's requests, newest first. */
export async function callsOfUser(
  db: Kysely<Database>,
  userId: string,
  request: PageRequest & { readonly strategyId?: string | undefined; readonly cycleId?: string | undefined },
): Promise<Page<LlmCallRow>> {
  const { limit, cursor, strategyId, cycleId } = request;
  if (strategyId !== undefined && !isUuid(strategyId)) return { items: [], nextCursor: null };
  let query = db
    .selectFrom('llmCalls')
    .selectAll()
    .where('userId', '=', userId)
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (strategyId !== undefined) query = query.where('strategyId', '=', strategyId);
  if (cycleId !== undefined) query = query.where('cycleId', '=', cycleId);
  if (cursor !== undefined) query = query.where('id', '<', decodeCursor(cursor, ['serial'])[0]);
  return toPage(await query.execute(), limit, (row) => [row.id]);
}

/** How often an earlier answer served since `since`, and what it would have cost. */
export async function reuseSince(
  db: Kysely<Database>,
  userId: string,
  since: Date,
): Promise<{ readonly reused: number; readonly asked: number }> {
  const { reused, asked } = await db
    .selectFrom('llmCalls')
    .select((eb) => [
      eb.fn.countAll<string>().filterWhere('status', '=', 'reused').as('reused'),
      eb.fn.countAll<string>().filterWhere('status', 'in', ['answered', 'failed', 'unknown']).as('asked'),
    ])
    .where('userId', '=', userId)
    .where('createdAt', '>=', since)
    .executeTakeFirstOrThrow();
  return { reused: Number(reused), asked: Number(asked) };
}
