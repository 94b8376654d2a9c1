import { type Kysely, sql, type Transaction } from 'kysely';
import type { DecimalString } from '../../../domain/money.ts';
import type { OrderRequest } from '../../../domain/order.ts';
import type { Refusal } from '../../../domain/refusal.ts';
import type { Database, OrderRow } from '../../schema.ts';
import { type Story, telling } from './telling.ts';

export { adoptExternalOrder } from './adopt-external-order.ts';
export { replacementUnderWay } from './link-replacement.ts';
export { observeBrokerOrder, observeUnchanged } from './observe-broker-order.ts';
export { exposedOrders, openOrderQtyBySymbol } from './order-exposure.ts';
export { legsOf, takeInLegs } from './order-legs.ts';
export { ordersOfUser, type ShownOrder } from './order-list.ts';
export {
  endUnsent,
  markSubmitting,
  markUnknown,
  recordRejection,
  requestCancel,
} from './order-transitions.ts';

export interface Intent {
  readonly clientOrderId: string;
  readonly userId: string;
  readonly accountId: string;
  readonly cycleId: string | null;
  readonly source: 'cycle' | 'manual';
  readonly request: OrderRequest;
  /** SHA-256 of the canonical request, hex. */
  readonly payloadHash: string;
  /** SHA-256 of what was asked for, where that is not the request. */
  readonly askedHash?: string | undefined;
  /** The open order whose place it takes, and the shares that are left of it. */
  readonly replaces?: { readonly order: OrderRow; readonly remainingQty: DecimalString } | undefined;
  /** No POST after this moment. */
  readonly expiresAt: Date | string;
  readonly status: 'approved' | 'awaiting_approval' | 'refused';
  /** Dollars to hold back: 0 for a refusal and for an order that only reduces. */
  readonly reservedNotional: DecimalString;
  /** Dollars a share by which risk judged it; an approved notional order needs it. */
  readonly referencePrice?: DecimalString | undefined;
  readonly approval: OrderRow['approval'];
  readonly refusal: Refusal | null;
}

/**
 * Writes the intent with what it tells, once for each client order id: `inserted` is false when it was there, and `order` is the one
 * that stands, whatever this call wanted (compare `payloadHash`). The account is to be locked first.
 */
export async function insertIntent(
  tx: Transaction<Database>,
  intent: Intent,
  story: Story = {},
): Promise<{ readonly inserted: boolean; readonly order: OrderRow }> {
  const { request, replaces } = intent;
  const referencePrice = intent.referencePrice ?? request.limitPrice ?? request.stopPrice ?? null;
  if (intent.status !== 'refused' && request.notional !== undefined && referencePrice === null) {
    throw new Error(
      `intent ${intent.clientOrderId}: a notional order needs a reference price to be counted by`,
    );
  }
  const change = tx.with('changed', (part) =>
    part
      .insertInto('orders')
      .values({
        clientOrderId: intent.clientOrderId,
        userId: intent.userId,
        accountId: intent.accountId,
        cycleId: intent.cycleId,
        strategyId: sql<string | null>`(select strategy_id from cycles where id = ${intent.cycleId})`,
        source: intent.source,
        symbol: request.symbol,
        side: request.side,
        type: request.type,
        timeInForce: request.timeInForce,
        qty: replaces?.remainingQty ?? request.qty ?? null,
        notional: request.notional ?? null,
        limitPrice:
          request.limitPrice ??
          (request.orderClass === 'oco' ? (request.takeProfit?.limitPrice ?? null) : null),
        stopPrice: request.stopPrice ?? null,
        trailPrice: request.trailPrice ?? null,
        trailPercent: request.trailPercent ?? null,
        extendedHours: request.extendedHours === true,
        orderClass: replaces?.order.orderClass ?? request.orderClass ?? 'simple',
        parentClientOrderId: replaces?.order.parentClientOrderId ?? null,
        replaces: replaces?.order.clientOrderId ?? null,
        groupId: replaces?.order.groupId ?? intent.clientOrderId,
        askedHash: intent.askedHash ?? null,
        request: JSON.stringify(request),
        payloadHash: intent.payloadHash,
        status: intent.status,
        expiresAt: intent.expiresAt,
        reservedNotional: intent.reservedNotional,
        approvedNotional: intent.reservedNotional,
        referencePrice,
        approval: intent.approval === null ? null : JSON.stringify(intent.approval),
        refusal: intent.refusal === null ? null : JSON.stringify(intent.refusal),
        filledQty: '0',
        terminalAt: intent.status === 'refused' ? sql<Date>`now()` : null,
        updatedAt: sql<Date>`now()`,
      })
      .onConflict((conflict) => conflict.column('clientOrderId').doNothing())
      .returningAll(),
  );
  const inserted = await telling(change, story).selectFrom('changed').selectAll().executeTakeFirst();
  if (inserted !== undefined) return { inserted: true, order: inserted };
  const order = await orderByClientOrderId(tx, intent.clientOrderId);
  if (order === undefined) throw new Error(`order ${intent.clientOrderId} vanished while being looked up`);
  return { inserted: false, order };
}

/** For the workers; the API asks for `orderOfUser`. */
export async function orderByClientOrderId(
  db: Kysely<Database>,
  clientOrderId: string,
): Promise<OrderRow | undefined> {
  return await db
    .selectFrom('orders')
    .selectAll()
    .where('clientOrderId', '=', clientOrderId)
    .executeTakeFirst();
}

/** Those of these orders that the ledger has. */
export async function ordersByClientOrderIds(
  db: Kysely<Database>,
  clientOrderIds: readonly string[],
): Promise<readonly OrderRow[]> {
  if (clientOrderIds.length === 0) return [];
  return await db.selectFrom('orders').selectAll().where('clientOrderId', 'in', clientOrderIds).execute();
}

/** The account's order that the broker knows under this id: executions name their orders so. */
export async function orderByBrokerOrderId(
  db: Kysely<Database>,
  accountId: string,
  brokerOrderId: string,
): Promise<OrderRow | undefined> {
  return await db
    .selectFrom('orders')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('brokerOrderId', '=', brokerOrderId)
    .executeTakeFirst();
}

/** The account's orders among those that the broker lists, by the broker's ids and by ours, each once. */
export async function ordersListed(
  db: Kysely<Database>,
  accountId: string,
  listed: readonly { readonly brokerOrderId: string; readonly clientOrderId: string }[],
): Promise<readonly OrderRow[]> {
  if (listed.length === 0) return [];
  const brokerOrderIds = listed.map(({ brokerOrderId }) => brokerOrderId);
  const clientOrderIds = listed.map((order) => order.clientOrderId);
  return await db
    .selectFrom('orders')
    .selectAll()
    .where('accountId', '=', accountId)
    .where((eb) =>
      eb.or([eb('brokerOrderId', 'in', brokerOrderIds), eb('clientOrderId', 'in', clientOrderIds)]),
    )
    .execute();
}

export async function orderOfUser(
  db: Kysely<Database>,
  userId: string,
  clientOrderId: string,
): Promise<OrderRow | undefined> {
  return await db
    .selectFrom('orders')
    .selectAll()
    .where('clientOrderId', '=', clientOrderId)
    .where('userId', '=', userId)
    .executeTakeFirst();
}
