import type { Kysely } from 'kysely';
import type { Database } from '../../db/schema.ts';

/** An event of a type that AlphaFlow itself never writes, for tests of the way that all events take. */
export async function appendMadeEvent(
  db: Kysely<Database>,
  event: {
    readonly userId: string;
    readonly type: string;
    readonly version?: number;
    readonly payload: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  const { userId, type, version = 1, payload } = event;
  const row = { userId, subject: `alphaflow.${userId}.${type}`, version, payload: JSON.stringify(payload) };
  await db.insertInto('outbox').values(row).execute();
}
