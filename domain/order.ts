import type { Timestamp } from './market.ts';
import type { DecimalString } from './money.ts';

export const ORDER_SIDES = ['buy', 'sell'] as const;
export type OrderSide = (typeof ORDER_SIDES)[number];

export const ORDER_TYPES = ['market', 'limit', 'stop', 'stop_limit', 'trailing_stop'] as const;
export type OrderType = (typeof ORDER_TYPES)[number];

export const TIMES_IN_FORCE = ['day', 'gtc', 'opg', 'cls', 'ioc', 'fok'] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

/**
 * - `bracket`: an entry with a take-profit and a stop-loss, which wait until it is completely filled
 * - `oto`: an entry with one of the two
 * - `oco`: the two exits of a position that is held; the take-profit is the order itself
 */
export const ORDER_CLASSES = ['simple', 'bracket', 'oco', 'oto'] as const;
export type OrderClass = (typeof ORDER_CLASSES)[number];

/** What somebody wants traded. Exactly one of `qty` (shares) and `notional` (dollars). */
export interface OrderRequest {
  readonly symbol: string;
  readonly side: OrderSide;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly qty?: DecimalString;
  readonly notional?: DecimalString;
  readonly limitPrice?: DecimalString;
  readonly stopPrice?: DecimalString;
  /** How far a trailing stop follows the best price: in dollars, or in percent of it. */
  readonly trailPrice?: DecimalString;
  readonly trailPercent?: DecimalString;
  readonly extendedHours?: boolean;
  /** Absent for a simple order. */
  readonly orderClass?: OrderClass;
  readonly takeProfit?: { readonly limitPrice: DecimalString };
  /** With a limit price it becomes a stop-limit order. */
  readonly stopLoss?: { readonly stopPrice: DecimalString; readonly limitPrice?: DecimalString };
}

/** What a replacement changes of an open order. `qty` counts what that order has filled; `trail` is in its own unit. */
export interface OrderChanges {
  readonly qty?: DecimalString;
  readonly limitPrice?: DecimalString;
  readonly stopPrice?: DecimalString;
  readonly trail?: DecimalString;
  readonly timeInForce?: TimeInForce;
}

/** True for a group of linked orders, which the broker lets stand against one another and the market's other side. */
export function isComplex(order: { readonly orderClass?: string }): boolean {
  return order.orderClass !== undefined && order.orderClass !== 'simple';
}

/**
 * The identity of an order, fixed before anything is sent and the same for every retry, reset and restart.
 * At most 128 characters, because the broker takes no more.
 */
export type ClientOrderId = string & { readonly __brand: 'ClientOrderId' };

/**
 * The ledger's word for where an order stands.
 * - `refused`: risk said no; nothing was sent
 * - `awaiting_approval`: the intent is committed and reserved, and waits for a person; risk has not let it go yet
 * - `approved`: the intent is committed and reserved, not yet sent
 * - `submitting`: a request may be on its way
 * - `unknown`: it was sent and the outcome is not known; the reservation stays
 * - `accepted` … `replaced`: as the broker says
 */
export const ORDER_STATUSES = [
  'refused',
  'awaiting_approval',
  'approved',
  'submitting',
  'unknown',
  'accepted',
  'partially_filled',
  'filled',
  'canceled',
  'expired',
  'rejected',
  'replaced',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export const TERMINAL_STATUSES: ReadonlySet<OrderStatus> = new Set<OrderStatus>([
  'refused',
  'filled',
  'canceled',
  'expired',
  'rejected',
  'replaced',
]);

export function isTerminal(status: OrderStatus): boolean {
  return TERMINAL_STATUSES.has(status);
}

/** An order as the broker tells it. Quantities are cumulative. */
export interface BrokerOrder {
  readonly brokerOrderId: string;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: OrderSide;
  readonly type: string;
  readonly timeInForce: string;
  readonly qty?: DecimalString;
  readonly notional?: DecimalString;
  readonly limitPrice?: DecimalString;
  /** Of a trailing stop: where it stands by the best price so far. */
  readonly stopPrice?: DecimalString;
  readonly trailPrice?: DecimalString;
  readonly trailPercent?: DecimalString;
  readonly extendedHours?: boolean;
  /** Absent for a simple order; the legs of a group have their parent's. */
  readonly orderClass?: OrderClass;
  /** Broker order ids. */
  readonly replaces?: string;
  readonly replacedBy?: string;
  /** The exits of a group, where the broker told them with their parent. */
  readonly legs?: readonly BrokerOrder[];
  /** The ledger's word; `brokerStatus` keeps the broker's own. */
  readonly status: OrderStatus;
  readonly brokerStatus: string;
  readonly filledQty: DecimalString;
  readonly filledAvgPrice?: DecimalString;
  readonly submittedAt: Timestamp;
  readonly updatedAt: Timestamp;
}

/**
 * One execution. `executionId` names it; `(brokerOrderId, cumulativeQty)` names it a second time, because the
 * stream and the activities list are not promised to share their ids, until one of the order's is taken back.
 */
export interface Execution {
  readonly executionId: string;
  readonly brokerOrderId: string;
  readonly symbol: string;
  readonly side: OrderSide;
  /** Of this execution alone. */
  readonly qty: DecimalString;
  readonly price: DecimalString;
  /** Filled quantity of the order after this execution. */
  readonly cumulativeQty: DecimalString;
  readonly at: Timestamp;
}

/** The exchange has taken an execution back; where it is corrected, another stands in its place. */
export interface Bust {
  /** Absent where the broker did not say which: its list tells. */
  readonly executionId?: string;
  readonly correctedBy?: Execution;
}

/** What one event of the broker's trade-update stream says. */
export interface TradeUpdate {
  readonly event: string;
  readonly at: Timestamp;
  readonly order: BrokerOrder;
  readonly execution?: Execution;
  readonly bust?: Bust;
}

/** The broker's own refusal, whole. */
export interface BrokerRejection {
  readonly httpStatus: number;
  readonly code?: number;
  readonly message: string;
  readonly facts: Readonly<Record<string, string>>;
}

/**
 * What came of one POST. `unknown` is any answer that leaves open whether the broker has the order: time-out,
 * reset, 5xx, an unreadable body. `not-sent` is an answer given before the order was taken (no connection, 429).
 * `duplicate` means the broker already has this client order id.
 */
export type SubmitOutcome =
  | { readonly kind: 'accepted'; readonly order: BrokerOrder }
  | { readonly kind: 'rejected'; readonly rejection: BrokerRejection }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'not-sent'; readonly reason: string; readonly retryAfterMs?: number }
  | { readonly kind: 'unknown'; readonly reason: string };

/** A cancel is a request: a fill may still win. */
export type CancelOutcome =
  | { readonly kind: 'requested' }
  | { readonly kind: 'not-cancelable'; readonly rejection: BrokerRejection };
