import type { Transaction } from 'kysely';
import { approvalRuleOfCycle } from '../../db/queries/orders/order-approvals.ts';
import type { Database } from '../../db/schema.ts';
import { approvalReason } from '../../domain/approval/approval-rule.ts';
import type { ApprovalReason } from '../../domain/approval/order-approval.ts';
import type { Quote } from '../../domain/market.ts';
import type { OrderRequest } from '../../domain/order.ts';
import type { OrderInput } from '../../domain/ordering/order-intent.ts';

export interface ApprovalQuestion {
  readonly reason: ApprovalReason;
  /** What risk has just judged the order by. */
  readonly quote: Quote | undefined;
  readonly expiresAt: Date;
}

/** What a person is to be asked about an order that risk would let go, by the strategy as it stands; nothing for most. */
export async function approvalQuestion(
  tx: Transaction<Database>,
  { cycleId }: Pick<OrderInput, 'cycleId'>,
  request: OrderRequest,
  quote: Quote | undefined,
  now: Date,
): Promise<ApprovalQuestion | undefined> {
  const rule = cycleId === undefined ? undefined : await approvalRuleOfCycle(tx, cycleId);
  const reason = rule === undefined ? undefined : approvalReason(request, quote, rule);
  if (rule === undefined || reason === undefined) return undefined;
  return { reason, quote, expiresAt: new Date(now.getTime() + rule.windowSeconds * 1_000) };
}
