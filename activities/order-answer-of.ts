import { legsOf } from '../db/queries/orders.ts';
import type { OrderRow } from '../db/schema.ts';
import { decimal } from '../domain/money.ts';
import { isComplex, isTerminal } from '../domain/order.ts';
import type { LegAnswer, OrderAnswer } from '../domain/order-intent.ts';
import { withApproval } from './approval-standing.ts';
import type { LedgerDeps } from './deps.ts';

/**
 * Where an order stands, as its row says. An order that the broker has ended while executions are still to be booked
 * has not ended yet: it is followed until the ledger holds every one of them.
 */
export function orderAnswerOf(row: OrderRow): OrderAnswer {
  return {
    clientOrderId: row.clientOrderId,
    payloadHash: row.askedHash ?? row.payloadHash,
    status: standingOf(row),
    filledQty: row.filledQty,
    ...(row.brokerOrderId === null ? {} : { brokerOrderId: row.brokerOrderId }),
    ...(row.filledAvgPrice === null ? {} : { filledAvgPrice: row.filledAvgPrice }),
    ...(row.refusal === null ? {} : { refusal: row.refusal }),
  };
}

/**
 * As `orderAnswerOf`, with the exits of a group: it has ended when they have too. An entry that has filled has exits at
 * the broker: while the ledger does not have them it is followed, as if it were not all filled. An order that waits for
 * a person has the question with it.
 */
export async function groupAnswerOf(deps: LedgerDeps, row: OrderRow): Promise<OrderAnswer> {
  const { db } = deps;
  const answer = orderAnswerOf(row);
  if (row.status === 'awaiting_approval') return withApproval(deps, answer);
  if (!isComplex(row) || row.parentClientOrderId !== null) return answer;
  const legs = await legsOf(db, row.clientOrderId);
  const hasUnknownExits = legs.length === 0 && row.brokerOrderId !== null && decimal(row.filledQty).gt(0);
  const status = hasUnknownExits && isTerminal(answer.status) ? 'partially_filled' : answer.status;
  return { ...answer, status, legs: legs.map(legAnswerOf) };
}

function legAnswerOf(row: OrderRow): LegAnswer {
  const { clientOrderId, type, filledQty } = row;
  return { clientOrderId, type, filledQty, status: standingOf(row) };
}

function standingOf(row: OrderRow): OrderRow['status'] {
  return isTerminal(row.status) && hasUnbookedFills(row) ? 'partially_filled' : row.status;
}

/** The broker has told of more filled shares than executions have been booked for. */
export function hasUnbookedFills(row: OrderRow): boolean {
  return decimal(row.brokerFilledQty).gt(row.filledQty);
}
