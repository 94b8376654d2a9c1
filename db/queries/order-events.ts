import type { Kysely } from 'kysely';
import type { Database, OrderEventRow } from '../schema.ts';

/** Adds to the order's history; in the transaction of the change it tells of. */
export async function appendOrderEvent(
  db: Kysely<Database>,
  event: {
    readonly clientOrderId: string;
    readonly kind: string;
    readonly data?: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  const { clientOrderId, kind, data = {} } = event;
  await db
    .insertInto('orderEvents')
    .values({ clientOrderId, kind, data: JSON.stringify(data) })
    .execute();
}

/** The history of the user's order, oldest first. */
export async function eventsOfOrder(
  db: Kysely<Database>,
  userId: string,
  clientOrderId: string,
): Promise<readonly OrderEventRow[]> {
  return await db
    .selectFrom('orders')
    .innerJoin('orderEvents', 'orderEvents.clientOrderId', 'orders.clientOrderId')
    .selectAll('orderEvents')
    .where('orders.clientOrderId', '=', clientOrderId)
    .where('orders.userId', '=', userId)
    .orderBy('orderEvents.id')
    .execute();
}
