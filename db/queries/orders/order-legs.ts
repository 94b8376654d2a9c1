import type { Kysely, Transaction } from 'kysely';
import type { BrokerOrder } from '../../../domain/order.ts';
import type { Database, OrderRow } from '../../schema.ts';
import { touched } from '../touched.ts';
import { adoptExternalOrder } from './adopt-external-order.ts';

/** The exits of a group and what replaced them, oldest first. */
export async function legsOf(
  db: Kysely<Database>,
  parentClientOrderId: string,
): Promise<readonly OrderRow[]> {
  return await db
    .selectFrom('orders')
    .selectAll()
    .where('parentClientOrderId', '=', parentClientOrderId)
    .orderBy('createdAt')
    .orderBy('clientOrderId')
    .execute();
}

/**
 * Takes the exits of a group into the ledger, with source `leg`, once each. An exit that the stream told of before
 * its parent was known, and that was taken for somebody else's order, comes to its parent here.
 */
export async function takeInLegs(
  tx: Transaction<Database>,
  parent: OrderRow,
  legs: readonly BrokerOrder[],
): Promise<void> {
  for (const leg of legs) {
    const row = await adoptExternalOrder(tx, { accountId: parent.accountId, order: leg, parent });
    if (row.parentClientOrderId === parent.clientOrderId) continue;
    await tx
      .updateTable('orders')
      .set({
        ...(row.source === 'external' ? { source: 'leg' as const } : {}),
        parentClientOrderId: parent.clientOrderId,
        groupId: parent.groupId,
        orderClass: parent.orderClass,
        updatedAt: touched,
      })
      .where('clientOrderId', '=', row.clientOrderId)
      .execute();
  }
}
