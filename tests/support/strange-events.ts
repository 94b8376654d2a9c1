import type { Kysely } from 'kysely';
import type { Database } from '../../db/schema.ts';
import { EVENT_KINDS, readEvent } from '../../domain/events/event-kinds.ts';

/** What the outbox holds that its own schemas do not take, field for field; and which types it holds. */
export async function strangeEvents(db: Kysely<Database>) {
  const rows = await db.selectFrom('outbox').select(['subject', 'version', 'payload']).execute();
  const schemas: ReadonlyMap<string, (typeof EVENT_KINDS)[keyof typeof EVENT_KINDS]> = new Map(
    Object.entries(EVENT_KINDS),
  );
  const types = new Set<string>();
  const strange = rows.flatMap(({ subject, version, payload }) => {
    const type = subject.split('.').slice(2).join('.');
    types.add(type);
    const read = readEvent({ type, version, payload });
    if (read.kind === 'strange') return [`${type}: ${read.why}`];
    const known = Object.keys(schemas.get(type)?.payload.shape ?? {});
    const more = Object.keys(payload).filter((name) => !known.includes(name));
    return more.length > 0 && type !== 'order.unresolved'
      ? [`${type}: not in its schema: ${more.join(', ')}`]
      : [];
  });
  return { strange: [...new Set(strange)], types: [...types].toSorted() };
}
