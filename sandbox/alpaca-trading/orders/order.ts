import { type Decimal, exact, floorQty, ZERO } from '../decimal.ts';
import type { Stamp } from '../stamp.ts';

export const SIDES = ['buy', 'sell'] as const;
export type Side = (typeof SIDES)[number];
export const ORDER_TYPES = ['market', 'limit', 'stop', 'stop_limit'] as const;
export type OrderType = (typeof ORDER_TYPES)[number];
export const TIMES_IN_FORCE = ['day', 'gtc', 'ioc', 'fok'] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

export type EndStatus = 'canceled' | 'expired' | 'rejected' | 'replaced';
export type OrderStatus = 'pending_new' | 'accepted' | 'new' | 'partially_filled' | 'filled' | EndStatus;

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
  readonly status: 'pending_new' | 'accepted';
  /** Simulated epoch ms. */
  readonly expiresAt: number;
  readonly replaces: string | null;
}

/** An order and how far it has come. Only the ledger changes it. */
export interface Order {
  readonly ticket: OrderTicket;
  readonly submittedAt: Stamp;
  status: OrderStatus;
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

export function openOrder(ticket: OrderTicket, at: Stamp): Order {
  return {
    ticket,
    submittedAt: at,
    status: ticket.status,
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

export function isOpen(order: Order): boolean {
  return (
    order.status === 'pending_new' ||
    order.status === 'accepted' ||
    order.status === 'new' ||
    order.status === 'partially_filled'
  );
}

/** Can trade: it has reached the book. */
export function isWorking(order: Order): boolean {
  return order.status === 'new' || order.status === 'partially_filled';
}

/** Shares still to trade at `price`; for an order by dollars, as many as its remaining dollars buy. */
export function remainingQty(order: Order, price: Decimal): Decimal {
  const { qty, notional } = order.ticket;
  if (qty !== null) return exact(qty).minus(order.filledQty);
  return notional === null ? ZERO : floorQty(exact(notional).minus(order.filledCost).dividedBy(price));
}

/** Shares that the order still keeps from others. */
export function heldQty(order: Order): Decimal {
  const held = exact(order.ticket.reservedQty).minus(order.filledQty);
  return held.isNegative() ? ZERO : held;
}
