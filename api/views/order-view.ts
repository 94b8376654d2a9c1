import type { ShownOrder } from '../../db/queries/orders/orders.ts';
import type { OrderApprovalRow, OrderRow } from '../../db/schema.ts';
import type { OrderAnswer } from '../../workflows/messages.ts';
import type { OrderAnswerBody, OrderBody } from '../contract/orders.ts';
import { orderApprovalView } from './order-approval-view.ts';
import { refusalView } from './refusal-view.ts';

type Standing = Pick<
  OrderRow,
  'clientOrderId' | 'brokerOrderId' | 'status' | 'filledQty' | 'filledAvgPrice' | 'refusal'
>;

/** An order of the ledger, in the short form of placing and cancelling. */
export function orderStanding(row: Standing): OrderAnswerBody {
  return {
    clientOrderId: row.clientOrderId,
    brokerOrderId: row.brokerOrderId,
    status: row.status,
    filledQty: row.filledQty,
    filledAvgPrice: row.filledAvgPrice,
    ...(row.refusal === null ? {} : { refusal: refusalView(row.refusal) }),
  };
}

/** The same form from a workflow's answer. */
export function workflowStanding(answer: OrderAnswer): OrderAnswerBody {
  return {
    clientOrderId: answer.clientOrderId,
    brokerOrderId: answer.brokerOrderId ?? null,
    status: answer.status,
    filledQty: answer.filledQty,
    filledAvgPrice: answer.filledAvgPrice ?? null,
    ...(answer.refusal === undefined ? {} : { refusal: refusalView(answer.refusal) }),
  };
}

/** `approval`: what a person is asked about it, if anything. */
export function orderView(row: ShownOrder, approval: OrderApprovalRow | undefined): OrderBody {
  return {
    ...orderStanding(row),
    accountId: row.accountId,
    cycleId: row.cycleId,
    source: row.source,
    symbol: row.symbol,
    side: row.side,
    type: row.type,
    timeInForce: row.timeInForce,
    qty: row.qty,
    notional: row.notional,
    limitPrice: row.limitPrice,
    stopPrice: row.stopPrice,
    trailPrice: row.trailPrice,
    trailPercent: row.trailPercent,
    extendedHours: row.extendedHours,
    orderClass: row.orderClass,
    parentClientOrderId: row.parentClientOrderId,
    replaces: row.replaces,
    replacedBy: row.replacedBy,
    brokerStatus: row.brokerStatus,
    expiresAt: row.expiresAt.toISOString(),
    submittedAt: row.submittedAt?.toISOString() ?? null,
    acceptedAt: row.acceptedAt?.toISOString() ?? null,
    terminalAt: row.terminalAt?.toISOString() ?? null,
    cancelRequestedAt: row.cancelRequestedAt?.toISOString() ?? null,
    approval: approval === undefined ? null : orderApprovalView(approval),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
