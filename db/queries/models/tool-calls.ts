import type { Kysely } from 'kysely';
import type { ToolCalled } from '../../../domain/tools/tool.ts';
import type { Database } from '../../schema.ts';

/** Which call of a tool: one that an answer asks for, in a cycle. */
export interface ToolCallKey {
  readonly cycleId: string;
  readonly answer: string;
  readonly callId: string;
}

/** What came of the call the first time; undefined when it was not made yet. */
export async function standingToolCall(
  db: Kysely<Database>,
  { cycleId, answer, callId }: ToolCallKey,
): Promise<ToolCalled | undefined> {
  return await db
    .selectFrom('toolCalls')
    .select(['callId', 'tool as name', 'result', 'failed', 'note'])
    .where('cycleId', '=', cycleId)
    .where('answer', '=', answer)
    .where('callId', '=', callId)
    .executeTakeFirst();
}

/** Enters what came of a call. The first that is entered stands, and is given back. */
export async function enterToolCall(
  db: Kysely<Database>,
  key: ToolCallKey,
  { name, result, failed, note }: Omit<ToolCalled, 'callId'>,
): Promise<ToolCalled> {
  await db
    .insertInto('toolCalls')
    .values({ ...key, tool: name, result, failed, note })
    .onConflict((conflict) => conflict.columns(['cycleId', 'answer', 'callId']).doNothing())
    .execute();
  const standing = await standingToolCall(db, key);
  if (standing === undefined) throw new Error(`the call ${key.callId} was entered and is not there`);
  return standing;
}
