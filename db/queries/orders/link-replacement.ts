import { type Kysely, sql, type Transaction } from 'kysely';
import type { BrokerOrder } from '../../../domain/order.ts';
import type { Database, OrderRow } from '../../schema.ts';
import { touched } from '../touched.ts';

type Links = Pick<BrokerOrder, 'replaces' | 'replacedBy' | 'status'>;

/**
 * Writes the links that the broker tells of, both ways, where the ledger has both orders; a replacement that the
 * broker rejected has taken nobody's place. Safe to repeat.
 */
export async function linkReplacement(tx: Transaction<Database>, row: OrderRow, told: Links): Promise<void> {
  const { accountId, clientOrderId } = row;
  if (told.status === 'rejected') {
    await tx
      .updateTable('orders')
      .set({ replacedBy: null, updatedAt: touched })
      .where('accountId', '=', accountId)
      .where('replacedBy', '=', clientOrderId)
      .execute();
    return;
  }
  const [older, newer] = await Promise.all([
    named(tx, accountId, told.replaces),
    named(tx, accountId, told.replacedBy),
  ]);
  if (older !== undefined) await link(tx, older, row);
  if (newer !== undefined) await link(tx, row, newer);
}

async function named(
  tx: Transaction<Database>,
  accountId: string,
  brokerOrderId: string | undefined,
): Promise<OrderRow | undefined> {
  if (brokerOrderId === undefined) return undefined;
  return await tx
    .selectFrom('orders')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('brokerOrderId', '=', brokerOrderId)
    .executeTakeFirst();
}

async function link(tx: Transaction<Database>, older: OrderRow, newer: OrderRow): Promise<void> {
  if (older.replacedBy !== newer.clientOrderId) {
    await tx
      .updateTable('orders')
      .set({ replacedBy: newer.clientOrderId, updatedAt: touched })
      .where('clientOrderId', '=', older.clientOrderId)
      .execute();
  }
  if (newer.replaces === older.clientOrderId && newer.groupId === older.groupId) return;
  await tx
    .updateTable('orders')
    .set({
      replaces: older.clientOrderId,
      groupId: older.groupId,
      parentClientOrderId: newer.parentClientOrderId ?? older.parentClientOrderId,
      updatedAt: touched,
    })
    .where('clientOrderId', '=', newer.clientOrderId)
    .execute();
}

/** The order that is to take this one's place, or may be: an order gives way to one at a time. */
export async function replacementUnderWay(
  db: Kysely<Database>,
  clientOrderId: string,
): Promise<OrderRow | undefined> {
  return await db
    .selectFrom('orders')
    .selectAll()
    .where('replaces', '=', clientOrderId)
    .where(sql<boolean>`is_exposed`)
    .executeTakeFirst();
}
