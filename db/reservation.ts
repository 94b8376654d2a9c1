import { type Decimal, type DecimalString, decimal, toDecimalString } from '../domain/money.ts';
import { isTerminal } from '../domain/order.ts';
import type { OrderRow } from './schema.ts';

const ROUND_UP = 0;
const RESERVATION_DECIMALS = 6;

type Reserving = Pick<
  OrderRow,
  'approvedNotional' | 'qty' | 'notional' | 'status' | 'filledQty' | 'filledAvgPrice' | 'brokerFilledQty'
>;

/**
 * Dollars to hold back for an order as it stands: the share of what was approved that is not booked yet. An order
 * that has ended still holds back what the broker has filled and the ledger has not booked. A function of the state
 * alone, so the order of events does not matter. Rounded up to 6 decimals, never above what was approved.
 */
export function reservationOf(order: Reserving): DecimalString {
  const approved = decimal(order.approvedNotional);
  const part = unbooked(order);
  if (approved.isZero() || !part.of.isPositive() || !part.left.isPositive() || part.left.isZero()) return '0';
  const reserved = approved
    .times(part.left)
    .dividedBy(part.of)
    .toDecimalPlaces(RESERVATION_DECIMALS, ROUND_UP);
  return toDecimalString(reserved.greaterThan(approved) ? approved : reserved);
}

/** What is left to book, and of how much, in the same unit: shares, or dollars of an open notional order. */
function unbooked(order: Reserving): { readonly left: Decimal; readonly of: Decimal } {
  const filled = decimal(order.filledQty);
  const filledAtBroker = decimal(order.brokerFilledQty);
  if (isTerminal(order.status)) {
    return {
      left: filledAtBroker.minus(filled),
      of: order.qty === null ? filledAtBroker : decimal(order.qty),
    };
  }
  if (order.qty !== null) return { left: decimal(order.qty).minus(filled), of: decimal(order.qty) };
  if (order.notional === null) return { left: decimal('1'), of: decimal('1') };
  const notional = decimal(order.notional);
  return { left: notional.minus(filled.times(decimal(order.filledAvgPrice ?? '0'))), of: notional };
}
