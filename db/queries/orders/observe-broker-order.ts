import type { Kysely, Transaction } from 'kysely';
import { type BrokerOrder, isTerminal } from '../../../domain/order.ts';
import { nextStatus } from '../../../domain/ordering/order-state.ts';
import { exceedsApproval } from '../../../domain/ordering/replacement-protocol.ts';
import { reservationOf } from '../../reservation.ts';
import type { Database, OrderRow } from '../../schema.ts';
import { larger } from '../books/larger.ts';
import { touched } from '../touched.ts';
import { linkReplacement } from './link-replacement.ts';
import { lockOrder } from './lock-order.ts';
import { requestCancel } from './order-transitions.ts';
import { isRestated, tellRestated, termsAfter } from './restated-terms.ts';
import { statusStory } from './status-story.ts';
import { type Story, telling } from './telling.ts';

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
  if (told.replaces !== undefined || told.replacedBy !== undefined) await linkReplacement(tx, order, told);
  const isUnwanted = isIntent(order) && order.replaces !== null && exceedsApproval(order, told);
  if (isUnwanted) await requestCancel(tx, order.clientOrderId);
  const after = orderAfter(order, told, at);
  if (after === undefined) return { order, changed: false };
  const change = tx.with('changed', (part) =>
    part
      .updateTable('orders')
      .set({ ...after, updatedAt: touched })
      .where('clientOrderId', '=', order.clientOrderId)
      .returningAll(),
  );
  const updated = await telling(change, storyOf(order, after))
    .selectFrom('changed')
    .selectAll()
    .executeTakeFirstOrThrow();
  if (isRestated(order, after) && order.type !== 'trailing_stop') await tellRestated(tx, updated);
  return { order: updated, changed: true };
}

/**
 * What `observeBrokerOrder` does, in one statement, for an order that still is what was `seen` of it. Undefined, and
 * nothing is changed, when it is not, or the broker tells of more than its status: then lock it and look again.
 */
export async function observeUnchanged(
  db: Kysely<Database>,
  seen: OrderRow,
  { order: told, at }: { readonly order: BrokerOrder; readonly at: Date | string },
): Promise<OrderRow | undefined> {
  if (tellsOfOthers(seen, told)) return undefined;
  const after = orderAfter(seen, told, at);
  if (after === undefined || isRestated(seen, after)) return undefined;
  const change = db
    .with('books', (part) =>
      part.selectFrom('brokerAccounts').select('id').where('id', '=', seen.accountId).forNoKeyUpdate(),
    )
    .with('changed', (part) =>
      part
        .updateTable('orders')
        .from('books')
        .set({ ...after, updatedAt: touched })
        .whereRef('orders.accountId', '=', 'books.id')
        .where('orders.clientOrderId', '=', seen.clientOrderId)
        .where('orders.updatedAt', '=', seen.updatedAt)
        .returningAll('orders'),
    );
  return await telling(change, storyOf(seen, after)).selectFrom('changed').selectAll().executeTakeFirst();
}

function tellsOfOthers(seen: OrderRow, told: BrokerOrder): boolean {
  return (
    seen.replaces !== null ||
    told.replaces !== undefined ||
    told.replacedBy !== undefined ||
    told.legs !== undefined ||
    (seen.brokerOrderId !== null && seen.brokerOrderId !== told.brokerOrderId)
  );
}

/** The order with what the broker tells of it; undefined when it tells nothing new. */
function orderAfter(order: OrderRow, told: BrokerOrder, at: Date | string) {
  const status = nextStatus(order.status, told.status);
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
  if (!changed) return undefined;
  return {
    ...after,
    reservedNotional: reservationOf({ ...order, ...after }),
    submittedAt: order.submittedAt ?? told.submittedAt,
    acceptedAt: order.acceptedAt ?? told.submittedAt,
    terminalAt: order.terminalAt ?? (isTerminal(status) ? at : null),
  };
}

type After = NonNullable<ReturnType<typeof orderAfter>>;

/** A status that stays is no news. */
function storyOf(order: OrderRow, after: After): Story {
  return after.status === order.status ? {} : statusStory({ ...order, ...after });
}

/** It was asked for here, not told of by the broker. */
function isIntent({ source }: OrderRow): boolean {
  return source === 'cycle' || source === 'manual';
}
