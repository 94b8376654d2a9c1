import type { OrderApprovalRow } from '../../db/schema.ts';
import type { OrderApprovalBody } from '../contract/order-approvals.ts';

export function orderApprovalView(row: OrderApprovalRow): OrderApprovalBody {
  const { code, message, facts } = row.reason;
  return {
    requiredBecause: { code, message, facts },
    expiresAt: row.expiresAt.toISOString(),
    decision: row.decision,
    decidedBy: row.decidedBy,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    note: row.note,
    quote: row.quote === null ? null : { bid: row.quote.bid, ask: row.quote.ask, at: row.quote.at },
  };
}
