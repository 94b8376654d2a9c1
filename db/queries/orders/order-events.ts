import type { Kysely } from 'kysely';
import type { Database, OrderEventRow } from '../../schema.ts';

export interface OrderEvent {
  readonly clientOrderId: string;
  readonly kind: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Adds to the order's history; in the transaction of the change it tells of. */
export async function appendOrderEvent(db: Kysely<Database>, event: OrderEvent): Promise<void> {
  await db.insertInto('orderEvents').values(orderEventRow(event)).execute();
}

export function orderEventRow({ clientOrderId, kind, data = {} }: OrderEvent) {
  return { clientOrderId, kind, data: JSON.stringify(data) };
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
