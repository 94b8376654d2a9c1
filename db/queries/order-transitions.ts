import { type Kysely, sql, type Transaction } from 'kysely';
import { type BrokerOrder, isTerminal } from '../../domain/order.ts';
import { isRejectedForGood, wasNeverSent } from '../../domain/order-protocol.ts';
import { nextStatus } from '../../domain/order-state.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { exceedsApproval } from '../../domain/replacement-protocol.ts';
import { reservationOf } from '../reservation.ts';
import type { Database, OrderRow } from '../schema.ts';
import { inTransaction } from './in-transaction.ts';
import { larger } from './larger.ts';
import { linkReplacement } from './link-replacement.ts';
import { lockOrder } from './lock-order.ts';
import { appendOrderEvent, orderEventRow } from './order-events.ts';
import { appendOutbox, outboxRow } from './outbox.ts';
import { isRestated, tellRestated, termsAfter } from './restated-terms.ts';
import { touched } from './touched.ts';

/**
 * Claims the right to send: the order becomes `submitting` if it still is what the sender saw (`from`). Gives the id
 * of the attempt, or undefined when somebody else was quicker.
 */
export async function markSubmitting(
  db: Kysely<Database>,
  clientOrderId: string,
  from: 'approved' | 'unknown',
): Promise<string | undefined> {
  const attempt = await db
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
        .returning('clientOrderId'),
    )
    .insertInto('orderEvents')
    .columns(['clientOrderId', 'kind', 'data'])
    .expression((eb) =>
      eb
        .selectFrom('claimed')
        .select(['clientOrderId', sql.lit('submitting').as('kind'), sql<string>`'{}'::jsonb`.as('data')]),
    )
    .returning('id')
    .executeTakeFirst();
  return attempt?.id;
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
      noun: 'order',
      verb: 'unknown',
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

/**
 * Takes in what the broker tells of an order at `at`, in any sequence and any number of times. The status never goes
 * backwards; filled quantity and price stay what the booked fills say, and the reservation follows both. A replacement
 * with more than was approved is noted as to be cancelled. Undefined when the account's ledger has no such order: adopt it. @throws when one intent has two orders at the broker.
 */
export async function observeBrokerOrder(
  tx: Transaction<Database>,
  seen: { readonly accountId: string; readonly order: BrokerOrder; readonly at: Date | string },
): Promise<{ readonly order: OrderRow; readonly changed: boolean } | undefined> {
  const { accountId, order: told, at } = seen;
  const { order } = await lockOrder(tx, {
    accountId,
    clientOrderId: told.clientOrderId,
    brokerOrderId: told.brokerOrderId,
  });
  if (order === undefined) return undefined;
  if (order.brokerOrderId !== null && order.brokerOrderId !== told.brokerOrderId) {
    throw new Error(
      `order ${order.clientOrderId} is ${order.brokerOrderId} at the broker, which also tells of ${told.brokerOrderId}`,
    );
  }
  const status = nextStatus(order.status, told.status);
  if (told.replaces !== undefined || told.replacedBy !== undefined) await linkReplacement(tx, order, told);
  const isUnwanted = isIntent(order) && order.replaces !== null && exceedsApproval(order, told);
  if (isUnwanted) await requestCancel(tx, order.clientOrderId);
  const after = {
    status,
    ...termsAfter(order, told),
    brokerOrderId: told.brokerOrderId,
    brokerStatus: status === told.status ? told.brokerStatus : order.brokerStatus,
    brokerFilledQty: larger(order.brokerFilledQty, told.filledQty),
  };
  const changed =
    after.status !== order.status ||
    after.brokerOrderId !== order.brokerOrderId ||
    after.brokerStatus !== order.brokerStatus ||
    isRestated(order, after) ||
    after.brokerFilledQty !== order.brokerFilledQty;
  if (!changed) return { order, changed };
  const updated = await tx
    .updateTable('orders')
    .set({
      ...after,
      reservedNotional: reservationOf({ ...order, ...after }),
      submittedAt: order.submittedAt ?? told.submittedAt,
      acceptedAt: order.acceptedAt ?? told.submittedAt,
      terminalAt: order.terminalAt ?? (isTerminal(status) ? at : null),
      updatedAt: touched,
    })
    .where('clientOrderId', '=', order.clientOrderId)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (isRestated(order, after) && order.type !== 'trailing_stop') await tellRestated(tx, updated);
  if (status !== order.status) await tellChange(tx, updated);
  return { order: updated, changed };
}

/** It was asked for here, not told of by the broker. */
function isIntent({ source }: OrderRow): boolean {
  return source === 'cycle' || source === 'manual';
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
    const updated = await tx
      .updateTable('orders')
      .set({
        status,
        refusal: JSON.stringify(refusal),
        reservedNotional: reservationOf({ ...order, status }),
        terminalAt: order.terminalAt ?? at,
        updatedAt: touched,
      })
      .where('clientOrderId', '=', clientOrderId)
      .returningAll()
      .executeTakeFirstOrThrow();
    await tellChange(tx, updated);
    return updated;
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

/** Tells of a new status in the order's history and on the bus. */
export async function tellChange(tx: Transaction<Database>, order: OrderRow): Promise<void> {
  const { clientOrderId, userId, accountId, symbol, side, status, brokerOrderId, filledQty } = order;
  const data = { status, brokerStatus: order.brokerStatus, brokerOrderId };
  const entry = {
    userId,
    noun: 'order',
    verb: status.replaceAll('_', '-'),
    payload: { clientOrderId, accountId, symbol, side, filledQty, ...data },
  };
  await tx
    .with('told', (cte) =>
      cte.insertInto('orderEvents').values(orderEventRow({ clientOrderId, kind: status, data })),
    )
    .insertInto('outbox')
    .values(outboxRow(entry))
    .execute();
}
