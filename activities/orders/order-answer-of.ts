import { legsOf } from '../../db/queries/orders/orders.ts';
import type { OrderRow } from '../../db/schema.ts';
import { isComplex } from '../../domain/order.ts';
import type { LegAnswer, OrderAnswer } from '../../domain/ordering/order-intent.ts';
import { entryStanding, standingOf } from '../../domain/ordering/order-standing.ts';
import type { LedgerDeps } from '../deps.ts';
import { withApproval } from './approval-standing.ts';

/** Where an order stands, as its row says. */
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
 * As `orderAnswerOf`, with the exits of a group: it has ended when they have too. An order that waits for a person has
 * the question with it.
 */
export async function groupAnswerOf(deps: LedgerDeps, row: OrderRow): Promise<OrderAnswer> {
  const { db } = deps;
  const answer = orderAnswerOf(row);
  if (row.status === 'awaiting_approval') return withApproval(deps, answer);
  if (!isComplex(row) || row.parentClientOrderId !== null) return answer;
  const legs = await legsOf(db, row.clientOrderId);
  return { ...answer, status: entryStanding(row, legs.length), legs: legs.map(legAnswerOf) };
}

function legAnswerOf(row: OrderRow): LegAnswer {
  const { clientOrderId, type, filledQty } = row;
  return { clientOrderId, type, filledQty, status: standingOf(row) };
}
