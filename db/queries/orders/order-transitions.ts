import { type Kysely, sql, type Transaction } from 'kysely';
import { isRejectedForGood, wasNeverSent } from '../../../domain/ordering/order-protocol.ts';
import type { Refusal } from '../../../domain/refusal.ts';
import { reservationOf } from '../../reservation.ts';
import type { Database, OrderRow } from '../../schema.ts';
import { appendOutbox } from '../events/outbox.ts';
import { inTransaction } from '../in-transaction.ts';
import { touched } from '../touched.ts';
import { lockOrder } from './lock-order.ts';
import { appendOrderEvent } from './order-events.ts';
import { statusStory } from './status-story.ts';
import { telling } from './telling.ts';

/** The right to send an order, once: the id of the attempt, and the order as it is then. */
interface Claim {
  readonly attempt: string;
  readonly order: OrderRow;
}

/**
 * Claims the right to send: the order becomes `submitting` if it still is what the sender saw (`from`). Undefined when
 * somebody else was quicker.
 */
export async function markSubmitting(
  db: Kysely<Database>,
  clientOrderId: string,
  from: 'approved' | 'unknown',
): Promise<Claim | undefined> {
  const claimed = await db
    .with('claimed', (claim) =>
      claim
        .updateTable('orders')
        .set({
          status: 'submitting',
          submittedAt: sql<Date>`coalesce(submitted_at, now())`,
          updatedAt: touched,
        })
        .where('clientOrderId', '=', clientOrderId)
        .where('status', '=', from)
        .returningAll(),
    )
    .with('begun', (begin) =>
      begin
        .insertInto('orderEvents')
        .columns(['clientOrderId', 'kind', 'data'])
        .expression((eb) =>
          eb
            .selectFrom('claimed')
            .select(['clientOrderId', sql.lit('submitting').as('kind'), sql<string>`'{}'::jsonb`.as('data')]),
        )
        .returning('id as attempt'),
    )
    .selectFrom(['claimed', 'begun'])
    .selectAll()
    .executeTakeFirst();
  if (claimed === undefined) return undefined;
  const { attempt, ...order } = claimed;
  return { attempt, order };
}

/** A request was on its way and its outcome is not known: `submitting` becomes `unknown`; the reservation stays. */
export async function markUnknown(
  db: Kysely<Database>,
  clientOrderId: string,
  reason: string,
): Promise<boolean> {
  return await inTransaction(db, async (tx) => {
    const changed = await tx
      .updateTable('orders')
      .set({ status: 'unknown', updatedAt: touched })
      .where('clientOrderId', '=', clientOrderId)
      .where('status', '=', 'submitting')
      .returning('userId')
      .executeTakeFirst();
    if (changed === undefined) return false;
    await appendOrderEvent(tx, { clientOrderId, kind: 'unknown', data: { reason } });
    await appendOutbox(tx, {
      userId: changed.userId,
      type: 'order.unknown',
      payload: { clientOrderId, reason },
    });
    return true;
  });
}

/**
 * The broker refused what this attempt sent. It ends the order unless another attempt has begun since: of that one the
 * refusal says nothing. Without an attempt it speaks for all of them. Gives the order as it stands: a later truth is
 * not overwritten.
 */
export async function recordRejection(
  db: Kysely<Database>,
  rejection: {
    readonly clientOrderId: string;
    readonly attempt: string | undefined;
    readonly refusal: Refusal;
    readonly at: Date | string;
  },
): Promise<OrderRow> {
  const { attempt, ...ending } = rejection;
  return await end(db, { ...ending, status: 'rejected' }, async (order, tx) =>
    isRejectedForGood({
      status: order.status,
      isAtBroker: order.brokerOrderId !== null,
      isLatestAttempt: attempt === undefined || (await latestAttempt(tx, order)) === attempt,
    }),
  );
}

/**
 * Ends an order that was never sent, expired or cancelled first. It was never sent when it still waits for a person or
 * is `approved`, or when each attempt (`submitting`) has its own proof that nothing left (`not-sent`). One that may have
 * been sent is left as it is.
 */
export async function endUnsent(
  db: Kysely<Database>,
  ending: {
    readonly clientOrderId: string;
    readonly status: 'expired' | 'canceled';
    readonly refusal: Refusal;
    readonly at: Date | string;
  },
): Promise<OrderRow> {
  return await end(db, ending, async (order, tx) =>
    wasNeverSent({ ...(await attemptsOf(tx, order)), ...order, isAtBroker: order.brokerOrderId !== null }),
  );
}

/** Notes that somebody wants the order cancelled; the first wish is dated. Undefined for no such order. */
export async function requestCancel(
  db: Kysely<Database>,
  clientOrderId: string,
): Promise<OrderRow | undefined> {
  return await inTransaction(db, async (tx) => {
    const asked = await tx
      .updateTable('orders')
      .set({ cancelRequestedAt: sql<Date>`now()`, updatedAt: touched })
      .where('clientOrderId', '=', clientOrderId)
      .where('cancelRequestedAt', 'is', null)
      .where('terminalAt', 'is', null)
      .returningAll()
      .executeTakeFirst();
    if (asked !== undefined) await appendOrderEvent(tx, { clientOrderId, kind: 'cancel-requested' });
    return (
      asked ??
      (await tx
        .selectFrom('orders')
        .selectAll()
        .where('clientOrderId', '=', clientOrderId)
        .executeTakeFirst())
    );
  });
}

async function end(
  db: Kysely<Database>,
  ending: {
    readonly clientOrderId: string;
    readonly status: 'rejected' | 'expired' | 'canceled';
    readonly refusal: Refusal;
    readonly at: Date | string;
  },
  applies: (order: OrderRow, tx: Transaction<Database>) => boolean | Promise<boolean>,
): Promise<OrderRow> {
  const { clientOrderId, status, refusal, at } = ending;
  return await inTransaction(db, async (tx) => {
    const { accountId } = await tx
      .selectFrom('orders')
      .select('accountId')
      .where('clientOrderId', '=', clientOrderId)
      .executeTakeFirstOrThrow();
    const { order } = await lockOrder(tx, { accountId, clientOrderId });
    if (order === undefined) throw new Error(`order ${clientOrderId} left its account`);
    if (!(await applies(order, tx))) return order;
    const change = tx.with('changed', (part) =>
      part
        .updateTable('orders')
        .set({
          status,
          refusal: JSON.stringify(refusal),
          reservedNotional: reservationOf({ ...order, status }),
          terminalAt: order.terminalAt ?? at,
          updatedAt: touched,
        })
        .where('clientOrderId', '=', clientOrderId)
        .returningAll(),
    );
    return await telling(change, statusStory({ ...order, status }))
      .selectFrom('changed')
      .selectAll()
      .executeTakeFirstOrThrow();
  });
}

async function latestAttempt(tx: Transaction<Database>, order: OrderRow): Promise<string | undefined> {
  const latest = await tx
    .selectFrom('orderEvents')
    .select('id')
    .where('clientOrderId', '=', order.clientOrderId)
    .where('kind', '=', 'submitting')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return latest?.id;
}

/** How often it was tried to send the order, and how often that provably sent nothing. */
async function attemptsOf(
  tx: Transaction<Database>,
  order: OrderRow,
): Promise<{ readonly attempts: number; readonly unsent: number }> {
  return await tx
    .selectFrom('orderEvents')
    .select((eb) => [
      sql<number>`(${eb.fn.count('id').filterWhere('kind', '=', 'submitting')})::int`.as('attempts'),
      sql<number>`(${eb.fn.count('id').filterWhere('kind', '=', 'not-sent')})::int`.as('unsent'),
    ])
    .where('clientOrderId', '=', order.clientOrderId)
    .executeTakeFirstOrThrow();
}
