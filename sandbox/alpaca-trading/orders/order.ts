import { type Decimal, exact, floorQty, text, ZERO } from '../decimal.ts';
import type { Stamp } from '../stamp.ts';

export const SIDES = ['buy', 'sell'] as const;
export type Side = (typeof SIDES)[number];
export const ORDER_TYPES = ['market', 'limit', 'stop', 'stop_limit', 'trailing_stop'] as const;
export type OrderType = (typeof ORDER_TYPES)[number];
export const TIMES_IN_FORCE = ['day', 'gtc', 'opg', 'cls', 'ioc', 'fok'] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

export type EndStatus = 'canceled' | 'expired' | 'rejected' | 'replaced';
/** A change was asked for and is on its way to the exchange. */
type PendingStatus = 'pending_cancel' | 'pending_replace';
export type OrderStatus =
  | 'pending_new'
  | 'accepted'
  | 'held'
  | 'new'
  | 'partially_filled'
  | 'filled'
  | PendingStatus
  | EndStatus;

/** Where an order stands in a bracket, OCO or OTO. The parent is the entry, or the take-profit of an OCO. */
export interface GroupPlace {
  readonly id: string;
  readonly orderClass: 'bracket' | 'oco' | 'oto';
  readonly role: 'entry' | 'take_profit' | 'stop_loss';
}

/** What was accepted; it never changes. Decimals in text: this is what the journal keeps. */
export interface OrderTicket {
  readonly id: string;
  readonly clientOrderId: string;
  readonly accountId: string;
  readonly symbol: string;
  readonly assetId: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly qty: string | null;
  readonly notional: string | null;
  readonly limitPrice: string | null;
  readonly stopPrice: string | null;
  /** Shares that this order keeps from others when it closes a position, or is reckoned to open. */
  readonly reservedQty: string;
  /** Dollars a share held back from buying power; null for an order that closes a position. */
  readonly reservedPrice: string | null;
  readonly status: 'pending_new' | 'accepted' | 'held';
  /** Simulated epoch ms. */
  readonly expiresAt: number;
  readonly replaces: string | null;
  readonly extendedHours: boolean;
  readonly trailPrice: string | null;
  readonly trailPercent: string | null;
  /** The best price that a trailing stop starts from. */
  readonly hwm: string | null;
  readonly group: GroupPlace | null;
}

/** The terms that an order has unless it asks for more. A journal written before they existed leaves them out. */
export const PLAIN_TERMS = {
  extendedHours: false,
  trailPrice: null,
  trailPercent: null,
  hwm: null,
  group: null,
} as const;

/** An order and how far it has come. Only the ledger changes it. */
export interface Order {
  readonly ticket: OrderTicket;
  readonly submittedAt: Stamp;
  status: OrderStatus;
  /** What the status is but for a pending change. */
  settledStatus: OrderStatus;
  /** The ticket's, but for a leg that shrinks with what the other leg has filled. */
  qty: string | null;
  /** The ticket's, but for a trailing stop, which moves with the market. */
  stopPrice: string | null;
  hwm: string | null;
  filledQty: Decimal;
  /** Dollars of all executions: the exact sum of quantity times price. */
  filledCost: Decimal;
  executionCount: number;
  /** A stop order whose stop price was reached. */
  triggered: boolean;
  /** When it first could trade; undefined while it is queued. */
  workingSince: number | undefined;
  updatedAt: Stamp;
  filledAt: Stamp | null;
  endedAt: Stamp | null;
  replacedBy: string | null;
}

export function openOrder(accepted: OrderTicket, at: Stamp): Order {
  const ticket: OrderTicket = { ...PLAIN_TERMS, ...accepted };
  const trailing = ticket.hwm === null ? null : trailedStop(ticket, exact(ticket.hwm));
  return {
    ticket,
    submittedAt: at,
    status: ticket.status,
    settledStatus: ticket.status,
    qty: ticket.qty,
    stopPrice: trailing === null ? ticket.stopPrice : text(trailing),
    hwm: ticket.hwm,
    filledQty: ZERO,
    filledCost: ZERO,
    executionCount: 0,
    triggered: false,
    workingSince: undefined,
    updatedAt: at,
    filledAt: null,
    endedAt: null,
    replacedBy: null,
  };
}

const ENDED: ReadonlySet<OrderStatus> = new Set(['filled', 'canceled', 'expired', 'rejected', 'replaced']);

export function isOpen(order: Order): boolean {
  return !ENDED.has(order.status);
}

export function isPending(order: Order): boolean {
  return order.status === 'pending_cancel' || order.status === 'pending_replace';
}

/** Can trade: it has reached the book, and no change that is pending has reached it there. */
export function isWorking(order: Order): boolean {
  return isOpen(order) && (order.settledStatus === 'new' || order.settledStatus === 'partially_filled');
}

/** Traded in an auction alone: at the open or at the close. */
export function isForAuction({ ticket }: Order): boolean {
  return ticket.timeInForce === 'opg' || ticket.timeInForce === 'cls';
}

/** The order that a group is known by, and whose `legs` are the others. */
export function isParent({ group }: OrderTicket): boolean {
  return (
    group !== null && (group.role === 'entry' || (group.role === 'take_profit' && group.orderClass === 'oco'))
  );
}

/** The stop price that follows from the best price seen: prices from one dollar in cents. */
export function trailedStop(
  ticket: Pick<OrderTicket, 'side' | 'trailPrice' | 'trailPercent'>,
  hwm: Decimal,
): Decimal {
  const distance =
    ticket.trailPrice === null
      ? hwm.times(ticket.trailPercent ?? 0).dividedBy(100)
      : exact(ticket.trailPrice);
  const stop = ticket.side === 'sell' ? hwm.minus(distance) : hwm.plus(distance);
  return stop.toDecimalPlaces(stop.lessThan(1) ? 4 : 2);
}

/** Shares still to trade at `price`; for an order by dollars, as many as its remaining dollars buy. */
export function remainingQty(order: Order, price: Decimal): Decimal {
  const { notional } = order.ticket;
  if (order.qty !== null) return exact(order.qty).minus(order.filledQty);
  return notional === null ? ZERO : floorQty(exact(notional).minus(order.filledCost).dividedBy(price));
}

/** Shares that the order still keeps from others. */
export function heldQty(order: Order): Decimal {
  const held = exact(order.qty ?? order.ticket.reservedQty).minus(order.filledQty);
  return held.isNegative() ? ZERO : held;
}
