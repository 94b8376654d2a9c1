import { sql, type Transaction } from 'kysely';
import type { DecimalString } from '../../../domain/money.ts';
import type { Refusal } from '../../../domain/refusal.ts';
import type { Database, OrderRow } from '../../schema.ts';
import { touched } from '../touched.ts';
import { statusStory } from './status-story.ts';
import { telling } from './telling.ts';

/** A person has said no, too late or nothing: `awaiting_approval` becomes `refused`, and nothing stays reserved. */
export async function refuseWaiting(
  tx: Transaction<Database>,
  order: OrderRow,
  refusal: Refusal,
  at: Date,
): Promise<OrderRow> {
  const change = tx.with('changed', (part) =>
    part
      .updateTable('orders')
      .set({
        status: 'refused',
        refusal: JSON.stringify(refusal),
        reservedNotional: '0',
        terminalAt: at,
        updatedAt: touched,
      })
      .where('clientOrderId', '=', order.clientOrderId)
      .where('status', '=', 'awaiting_approval')
      .returningAll(),
  );
  return await telling(change, statusStory({ ...order, status: 'refused' }))
    .selectFrom('changed')
    .selectAll()
    .executeTakeFirstOrThrow();
}

/**
 * A person has said yes and risk has, once more: `awaiting_approval` becomes `approved`, to be sent until `expiresAt`.
 * Reservation and reference price are those of the fresh check.
 */
export async function confirmWaiting(
  tx: Transaction<Database>,
  order: OrderRow,
  confirmed: {
    readonly approval: NonNullable<OrderRow['approval']>;
    readonly reservedNotional: DecimalString;
    readonly referencePrice: DecimalString | undefined;
    readonly expiresAt: Date;
  },
): Promise<OrderRow> {
  const { approval, reservedNotional, referencePrice, expiresAt } = confirmed;
  const change = tx.with('changed', (part) =>
    part
      .updateTable('orders')
      .set({
        status: 'approved',
        approval: JSON.stringify(approval),
        reservedNotional,
        approvedNotional: reservedNotional,
        referencePrice: sql`coalesce(${referencePrice ?? null}::numeric, reference_price)`,
        expiresAt,
        updatedAt: touched,
      })
      .where('clientOrderId', '=', order.clientOrderId)
      .where('status', '=', 'awaiting_approval')
      .returningAll(),
  );
  return await telling(change, statusStory({ ...order, status: 'approved' }))
    .selectFrom('changed')
    .selectAll()
    .executeTakeFirstOrThrow();
}
