import type { Transaction } from 'kysely';
import { appendAudit } from '../../db/queries/audit/audit.ts';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import { refuseWaiting } from '../../db/queries/orders/approval-transitions.ts';
import { lockOrder } from '../../db/queries/orders/lock-order.ts';
import { approvalOf } from '../../db/queries/orders/order-approvals.ts';
import { endUnsent } from '../../db/queries/orders/orders.ts';
import type { Database, OrderRow } from '../../db/schema.ts';
import { APPROVAL_FAULTS, isOver } from '../../domain/approval/approval-fault.ts';
import type { Timestamp } from '../../domain/market.ts';
import type { OrderAnswer } from '../../domain/ordering/order-intent.ts';
import type { LedgerDeps } from '../deps.ts';
import { withApproval } from './approval-standing.ts';
import { ledgerOrder } from './ledger-order.ts';
import { orderAnswerOf } from './order-answer-of.ts';

/** Ends a waiting that is over, and leaves any other as it is. */
export function settleApprovalActivity(deps: LedgerDeps) {
  return {
    /** `at` is the workflow's clock: it and nothing else says when the time is up. */
    async settleApproval(input: {
      readonly clientOrderId: string;
      readonly at: Timestamp;
    }): Promise<OrderAnswer> {
      const { clientOrderId, at } = input;
      const { accountId } = await ledgerOrder(deps, clientOrderId);
      const order = await inTransaction(deps.db, async (tx) => {
        const { order: locked } = await lockOrder(tx, { accountId, clientOrderId });
        if (locked === undefined) throw new Error(`order ${clientOrderId} left its account`);
        if (locked.status !== 'awaiting_approval') return locked;
        if (locked.cancelRequestedAt !== null) return endWaiting(tx, locked, deps.now());
        return expire(tx, locked, at, deps.now());
      });
      return withApproval(deps, orderAnswerOf(order));
    },
  };
}

/** Ends an order that waits and is not wanted any more: cancelled, never sent. */
export async function endWaiting(
  tx: Transaction<Database>,
  { clientOrderId }: OrderRow,
  at: Date,
): Promise<OrderRow> {
  const refusal = {
    code: 'CANCELED_UNSENT',
    message: 'It was canceled before a person had decided.',
    facts: {},
  };
  return endUnsent(tx, { clientOrderId, status: 'canceled', refusal, at });
}

async function expire(
  tx: Transaction<Database>,
  order: OrderRow,
  at: Timestamp,
  now: Date,
): Promise<OrderRow> {
  const question = await approvalOf(tx, order.clientOrderId);
  if (question === undefined) throw new Error(`order ${order.clientOrderId} waits, and nobody was asked`);
  const expiresAt = question.expiresAt.toISOString();
  if (!isOver({ expiresAt }, at)) return order;
  const code = 'APPROVAL_EXPIRED';
  const refusal = { code, message: APPROVAL_FAULTS[code], facts: { expiresAt } };
  const refused = await refuseWaiting(tx, order, refusal, now);
  await appendAudit(tx, {
    userId: order.userId,
    actor: order.cycleId ?? order.userId,
    action: 'order.approval-expired',
    target: order.clientOrderId,
    result: code,
    data: { reason: question.reason, expiresAt },
  });
  return refused;
}
