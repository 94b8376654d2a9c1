import { approvalOf } from '../../db/queries/orders/order-approvals.ts';
import type { OrderApprovalRow } from '../../db/schema.ts';
import type { ApprovalStanding } from '../../domain/approval/order-approval.ts';
import type { OrderAnswer } from '../../domain/ordering/order-intent.ts';
import type { LedgerDeps } from '../deps.ts';

/** The answer with what a person was asked and has said, where somebody was asked. */
export async function withApproval(
  { db }: Pick<LedgerDeps, 'db'>,
  answer: OrderAnswer,
): Promise<OrderAnswer> {
  const row = await approvalOf(db, answer.clientOrderId);
  return row === undefined ? answer : { ...answer, approval: approvalStandingOf(row) };
}

function approvalStandingOf(row: OrderApprovalRow): ApprovalStanding {
  const { reason, payloadHash, expiresAt, decision, decidedBy, decidedAt, note } = row;
  const asked = { reason, payloadHash, expiresAt: expiresAt.toISOString() };
  if (decision === null || decidedBy === null || decidedAt === null) return asked;
  const decided = { decision, by: decidedBy, at: decidedAt.toISOString() };
  return { ...asked, decided: { ...decided, ...(note === null ? {} : { note }) } };
}
