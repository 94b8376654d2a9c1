import { decimal } from '../money.ts';
import { isTerminal, type OrderStatus } from '../order.ts';

/** What the ledger says of an order, as far as its standing goes. */
export interface StandingOrder {
  readonly status: OrderStatus;
  readonly filledQty: string;
  /** The largest filled quantity that the broker has told. */
  readonly brokerFilledQty: string;
}

/** An order that the broker has ended has not ended here until each of its executions is booked. */
export function standingOf(order: StandingOrder): OrderStatus {
  return isTerminal(order.status) && hasUnbookedFills(order) ? 'partially_filled' : order.status;
}

/** The broker has told of more filled shares than executions have been booked for. */
export function hasUnbookedFills({ brokerFilledQty, filledQty }: StandingOrder): boolean {
  return decimal(brokerFilledQty).gt(filledQty);
}

/**
 * Where the entry of a group stands, of whose exits the ledger has `exits`. One that has filled has exits at the broker:
 * while the ledger has none of them it is followed, as if it were not all filled.
 */
export function entryStanding(entry: StandingOrder, exits: number): OrderStatus {
  const standing = standingOf(entry);
  const hasUnknownExits = exits === 0 && decimal(entry.filledQty).gt(0);
  return hasUnknownExits && isTerminal(standing) ? 'partially_filled' : standing;
}
