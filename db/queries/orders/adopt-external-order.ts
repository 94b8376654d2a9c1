import { sql, type Transaction } from 'kysely';
import { type DecimalString, decimal, toDecimalString } from '../../../domain/money.ts';
import { type BrokerOrder, isTerminal } from '../../../domain/order.ts';
import { reservationOf } from '../../reservation.ts';
import type { Database, OrderRow } from '../../schema.ts';
import { appendOutbox } from '../events/outbox.ts';
import { canonicalJson, sha256Hex } from '../evidence/evidence-hash.ts';
import { lockOrder } from './lock-order.ts';
import { appendOrderEvent } from './order-events.ts';

const CENTS = 2;
const ROUND_UP = 0;

/**
 * Takes an order into the ledger that somebody placed elsewhere, with source `external`; one that is there already is
 * given as it is. Nothing counts as filled until its executions are booked. Usually it keeps the broker's client order
 * id; where another account's order has that id, it gets one of its own, so go on with the `clientOrderId` given here.
 * `referencePrice` (dollars a share) is what a market order is reserved by.
 */
export async function adoptExternalOrder(
  tx: Transaction<Database>,
  found: {
    readonly accountId: string;
    readonly order: BrokerOrder;
    readonly referencePrice?: DecimalString | undefined;
    /** It is an exit of this group of ours, with source `leg`; its entry has reserved what it may cost. */
    readonly parent?: OrderRow | undefined;
  },
): Promise<OrderRow> {
  const { accountId, order, parent } = found;
  const { account, order: known } = await lockOrder(tx, {
    accountId,
    clientOrderId: order.clientOrderId,
    brokerOrderId: order.brokerOrderId,
  });
  if (known !== undefined) return known;
  const { userId } = account;
  const clientOrderId = await freeClientOrderId(tx, accountId, order);
  const { brokerOrderId, symbol, side, status, qty = null, notional = null } = order;
  const referencePrice =
    order.limitPrice ?? order.stopPrice ?? found.referencePrice ?? order.filledAvgPrice ?? null;
  const approvedNotional =
    side === 'buy' && parent === undefined ? (notional ?? cost(qty, referencePrice)) : '0';
  const terms = {
    symbol,
    side,
    type: order.type,
    timeInForce: order.timeInForce,
    qty,
    notional,
    limitPrice: order.limitPrice ?? null,
    stopPrice: order.stopPrice ?? null,
    trailPrice: order.trailPrice ?? null,
    trailPercent: order.trailPercent ?? null,
    extendedHours: order.extendedHours === true,
    orderClass: order.orderClass ?? ('simple' as const),
  };
  const state = { status, filledQty: '0', filledAvgPrice: null, brokerFilledQty: order.filledQty };
  const adopted = await tx
    .insertInto('orders')
    .values({
      ...terms,
      ...state,
      clientOrderId,
      userId,
      accountId,
      cycleId: null,
      groupId: parent?.groupId ?? clientOrderId,
      parentClientOrderId: parent?.clientOrderId ?? null,
      strategyId: parent?.strategyId ?? null,
      source: parent === undefined ? 'external' : 'leg',
      payloadHash: sha256Hex(canonicalJson(terms)),
      brokerOrderId,
      brokerStatus: order.brokerStatus,
      expiresAt: order.submittedAt,
      referencePrice,
      approvedNotional,
      reservedNotional: reservationOf({ approvedNotional, qty, notional, ...state }),
      submittedAt: order.submittedAt,
      acceptedAt: order.submittedAt,
      terminalAt: isTerminal(status) ? order.updatedAt : null,
      updatedAt: sql<Date>`now()`,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const data = { brokerOrderId, status, brokerStatus: order.brokerStatus };
  await appendOrderEvent(tx, { clientOrderId, kind: 'adopted', data });
  await appendOutbox(tx, {
    userId,
    type: 'order.adopted',
    payload: { clientOrderId, accountId, symbol, side, ...data },
  });
  return adopted;
}

async function freeClientOrderId(
  tx: Transaction<Database>,
  accountId: string,
  { clientOrderId, brokerOrderId }: BrokerOrder,
): Promise<string> {
  const taken = await tx
    .selectFrom('orders')
    .select('accountId')
    .where('clientOrderId', '=', clientOrderId)
    .executeTakeFirst();
  return taken === undefined ? clientOrderId : `external:${accountId}:${brokerOrderId}`;
}

function cost(qty: DecimalString | null, price: DecimalString | null): DecimalString {
  if (qty === null || price === null) return '0';
  return toDecimalString(decimal(qty).times(decimal(price)).toDecimalPlaces(CENTS, ROUND_UP));
}
