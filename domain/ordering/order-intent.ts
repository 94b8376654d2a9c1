import type { ApprovalStanding } from '../approval/order-approval.ts';
import type { DecimalString } from '../money.ts';
import type { OrderChanges, OrderRequest, OrderStatus } from '../order.ts';
import type { Refusal } from '../refusal.ts';
import type { ClosePart } from './close-position.ts';

/** What an order workflow is started with: who wants what traded, under which id. */
export interface OrderInput {
  readonly clientOrderId: string;
  readonly userId: string;
  readonly accountId: string;
  readonly source: 'cycle' | 'manual';
  readonly cycleId?: string;
  readonly request: OrderRequest;
  /** It takes the place of this open order; `request` is then what it is to become. */
  readonly replaces?: { readonly clientOrderId: string; readonly changes: OrderChanges };
  /** It closes a position: side and quantity are what is held when risk looks, `request` only says of what. */
  readonly close?: ClosePart & { readonly cancelOrders: boolean };
}

/** One exit of a group of linked orders. */
export interface LegAnswer {
  readonly clientOrderId: string;
  readonly type: string;
  readonly status: OrderStatus;
  readonly filledQty: DecimalString;
}

/** Where an order stands by the ledger. */
export interface OrderAnswer {
  readonly clientOrderId: string;
  /** SHA-256 of what was asked for: who repeats an id with another request sees it by this. */
  readonly payloadHash: string;
  readonly brokerOrderId?: string;
  readonly status: OrderStatus;
  readonly filledQty: DecimalString;
  readonly filledAvgPrice?: DecimalString;
  readonly refusal?: Refusal;
  /** The exits of a group: it has ended when they have too. */
  readonly legs?: readonly LegAnswer[];
  /** What a person was asked about it, and has said. */
  readonly approval?: ApprovalStanding;
}

/** What changed on an order, sent by whoever saw the ledger change. */
export type OrderChanged = Pick<
  OrderAnswer,
  'status' | 'filledQty' | 'filledAvgPrice' | 'brokerOrderId' | 'legs'
>;

/** One order that was asked to end. */
export interface CancelWish {
  /** Absent for an order that the ledger does not know. */
  readonly clientOrderId?: string;
  /** Absent for an order that the broker does not have yet: it ends unsent, or is canceled when it is found. */
  readonly brokerOrderId?: string;
  /** The broker's HTTP status for it, 200 when it took the wish; absent where the broker was not asked. */
  readonly brokerStatus?: number;
}
