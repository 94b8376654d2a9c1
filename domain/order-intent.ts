import type { DecimalString } from './money.ts';
import type { OrderRequest, OrderStatus } from './order.ts';
import type { Refusal } from './refusal.ts';

/** What an order workflow is started with: who wants what traded, under which id. */
export interface OrderInput {
  readonly clientOrderId: string;
  readonly userId: string;
  readonly accountId: string;
  readonly source: 'cycle' | 'manual';
  readonly cycleId?: string;
  readonly request: OrderRequest;
}

/** Where an order stands by the ledger. */
export interface OrderAnswer {
  readonly clientOrderId: string;
  /** SHA-256 of the canonical request: who repeats an id with another request sees it by this. */
  readonly payloadHash: string;
  readonly brokerOrderId?: string;
  readonly status: OrderStatus;
  readonly filledQty: DecimalString;
  readonly filledAvgPrice?: DecimalString;
  readonly refusal?: Refusal;
}

/** What changed on an order, sent by whoever saw the ledger change. */
export type OrderChanged = Pick<OrderAnswer, 'status' | 'filledQty' | 'filledAvgPrice' | 'brokerOrderId'>;
