import type { Transaction } from 'kysely';
import { type DecimalString, decimal } from '../../../domain/money.ts';
import type { BrokerOrder } from '../../../domain/order.ts';
import { followsBroker } from '../../follows-broker.ts';
import type { Database, OrderRow } from '../../schema.ts';
import { appendOrderEvent } from './order-events.ts';

type Terms = Pick<OrderRow, 'qty' | 'limitPrice' | 'stopPrice'>;

/**
 * What an order is for once the broker has it: the broker takes off a replacement what its order still filled, off one
 * exit what the other has, moves a trailing stop, and restates an order after a split. What the broker does not have
 * yet is what was approved.
 */
export function termsAfter(order: OrderRow, told: BrokerOrder): Terms {
  const follows = order.brokerOrderId !== null || followsBroker(order);
  const trails = order.type === 'trailing_stop';
  return {
    qty: follows && decimal(told.qty ?? '0').gte(order.filledQty) ? moved(order.qty, told.qty) : order.qty,
    limitPrice: follows ? moved(order.limitPrice, told.limitPrice) : order.limitPrice,
    stopPrice: trails
      ? (told.stopPrice ?? order.stopPrice)
      : follows
        ? moved(order.stopPrice, told.stopPrice)
        : order.stopPrice,
  };
}

/** The broker's figure where it is another one; a term that the order does not have is never given to it. */
function moved(ours: DecimalString | null, theirs: DecimalString | undefined): DecimalString | null {
  return ours === null || theirs === undefined || decimal(ours).eq(theirs) ? ours : theirs;
}

/** True when the broker has moved what the order is for. */
export function isRestated(order: Terms, after: Terms): boolean {
  return (
    order.qty !== after.qty || order.limitPrice !== after.limitPrice || order.stopPrice !== after.stopPrice
  );
}

/** Writes the order's terms, as they are then, into its history. */
export async function tellRestated(tx: Transaction<Database>, order: OrderRow): Promise<void> {
  const { clientOrderId, qty, limitPrice, stopPrice } = order;
  await appendOrderEvent(tx, { clientOrderId, kind: 'restated', data: { qty, limitPrice, stopPrice } });
}
