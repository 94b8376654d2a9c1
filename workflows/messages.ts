import { defineSearchAttributeKey } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { ApprovalWord } from '../domain/approval/order-approval.ts';
import type { BackfillProgress } from '../domain/bars/backfill.ts';
import type { OrderStatus } from '../domain/order.ts';
import type { OrderAnswer, OrderChanged } from '../domain/ordering/order-intent.ts';
import type { Refusal } from '../domain/refusal.ts';

export type { CancelWish, OrderAnswer, OrderChanged, OrderInput } from '../domain/ordering/order-intent.ts';
export * from './probe-messages.ts';
export * from './stream-messages.ts';

/**
 * What workflows take and answer, and how they are named: everything that the API, the workers and the tests need
 * to talk to a workflow, without its code.
 */

export const TASK_QUEUES = {
  cycle: 'cycle',
  orders: 'orders',
  research: 'research',
  streams: 'streams',
} as const;

/** What cycles and orders can be found by in the Web UI and the `temporal` CLI. */
export const SEARCH_ATTRIBUTES = {
  strategy: defineSearchAttributeKey('Strategy', 'KEYWORD'),
  symbols: defineSearchAttributeKey('Symbols', 'KEYWORD_LIST'),
  mode: defineSearchAttributeKey('Mode', 'KEYWORD'),
  outcome: defineSearchAttributeKey('Outcome', 'KEYWORD'),
} as const;

export const RECONCILIATION_SCHEDULE_ID = 'reconciliation';
export const RECONCILIATION_WORKFLOW_ID = 'reconciliation';
export const MEMORY_OUTCOMES_SCHEDULE_ID = 'memory-outcomes';

export function cycleWorkflowId(strategyId: string, asOf: string): string {
  return `cycle:${strategyId}:${asOf}`;
}

/** The Schedule appends `-<scheduled time>` to this. */
export function scheduledCycleWorkflowId(strategyId: string): string {
  return `cycle:${strategyId}:`;
}

export function orderWorkflowId(clientOrderId: string): string {
  return `order:${clientOrderId}`;
}

/** `requestId` names one wish, so that each is a run of its own. */
export function cancelOrdersWorkflowId(accountId: string, requestId: string): string {
  return `cancel-orders:${accountId}:${requestId}`;
}

/** `requestId` names one wish, so that each is a run of its own. */
export function cancelOrderWorkflowId(clientOrderId: string, requestId: string): string {
  return `cancel-order:${clientOrderId}:${requestId}`;
}

/** Events that come close together are judged by one run. */
export function alertsWorkflowId(userId: string): string {
  return `alerts:${userId}`;
}

export function haltWorkflowId(accountId: string): string {
  return `halt:${accountId}`;
}

/** Two who look at the same symbol at the same time share one look. */
export function lookWorkflowId(accountId: string, symbol: string): string {
  return `look:${accountId}:${symbol}`;
}

/** One question, one run. */
export function marketQuestionWorkflowId(requestId: string): string {
  return `market:${requestId}`;
}

/** `wishId` names symbols and span: the same wish is one run at a time. */
export function backfillWorkflowId(accountId: string, wishId: string): string {
  return `backfill:${accountId}:${wishId}`;
}

export function strategyScheduleId(strategyId: string): string {
  return `strategy:${strategyId}`;
}

// autonomousCycle

export interface CycleInput {
  readonly strategyId: string;
  /** RFC 3339. Absent when a Schedule starts the cycle: then it is the scheduled time. */
  readonly asOf?: string;
}

export type StepName = 'fetch' | 'fuse' | 'analyse' | 'decide' | 'place orders' | 'reconcile';

export interface StepProgress {
  readonly name: StepName;
  readonly state: 'waiting' | 'running' | 'done';
  readonly ms?: number;
  /** One sentence for a person. */
  readonly note?: string;
}

export interface CycleProgress {
  readonly cycleId: string;
  readonly asOf: string;
  readonly steps: readonly StepProgress[];
}

export interface CycleOrderReport {
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: string;
  readonly qty: string;
  readonly status: OrderStatus;
  readonly filledQty: string;
  readonly refusal?: Refusal;
  /** While it waits for a person. */
  readonly approvalExpiresAt?: string;
}

export interface CycleReport {
  readonly cycleId: string;
  readonly asOf: string;
  readonly status: 'completed' | 'refused';
  readonly outcome: string;
  readonly refusal?: Refusal;
  readonly steps: readonly { readonly name: StepName; readonly ms: number }[];
  readonly orders: readonly CycleOrderReport[];
  readonly reconciliation?: { readonly id: string; readonly drift: number };
}

export const progressQuery = defineQuery<CycleProgress>('progress');
export const reportQuery = defineQuery<CycleReport | undefined>('report');

// lookAtSymbol

export interface LookInput {
  readonly accountId: string;
  readonly symbol: string;
}

/** What came of a look at a symbol; hashes name evidence. */
export type LookAnswer =
  | { readonly kind: 'seen'; readonly fused: string; readonly features: string }
  | { readonly kind: 'unknown-symbol' }
  | { readonly kind: 'broker-away'; readonly reason: string };

// order

/** Answers once the broker has accepted, the order was refused or rejected, or its outcome is unknown. */
export const acknowledgementUpdate = defineUpdate<OrderAnswer>('acknowledgement');
/** Asks for cancellation; a fill may still win. Refused by its validator once the order has ended. */
export const cancelUpdate = defineUpdate<OrderAnswer>('cancel');
/** As `cancel`, for one exit of this order's group; a group ends with any of its orders. */
export const cancelLegUpdate = defineUpdate<OrderAnswer, [LegToCancel]>('cancelLeg');
export interface LegToCancel {
  readonly clientOrderId: string;
}
/** A person's word on an order that waits for one; refused by its validator when it does not count. */
export const decideApprovalUpdate = defineUpdate<OrderAnswer, [ApprovalWord]>('decideApproval');
export const orderChangedSignal = defineSignal<[OrderChanged]>('orderChanged');
export const orderQuery = defineQuery<OrderAnswer | undefined>('order');

// cancelOrder, cancelOrders, reconciliation

export interface CancelOrderInput {
  readonly clientOrderId: string;
}

export interface CancelOrdersInput {
  readonly accountId: string;
  /** Exits stay. Absent: everything. */
  readonly only?: 'entries';
}

export interface ReconciliationInput {
  /** Absent: every account. */
  readonly accountId?: string;
}

// backfillBars

export const backfillProgressQuery = defineQuery<BackfillProgress>('backfill');

// haltTrading

export interface HaltTradingInput {
  readonly accountId: string;
  /** Sweeps in a row that found nothing open, carried into a fresh history. */
  readonly quiet?: number;
}

/** The account's trading state is another: it is looked at at once. */
export const tradingStateChangedSignal = defineSignal('tradingStateChanged');
