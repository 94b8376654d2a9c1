import type { Kysely, Transaction } from 'kysely';
import type { ApprovalRule } from '../../../domain/approval/approval-rule.ts';
import type { ApprovalDecision, ApprovalReason } from '../../../domain/approval/order-approval.ts';
import type { Quote } from '../../../domain/market.ts';
import type { Database, OrderApprovalRow, OrderRow } from '../../schema.ts';
import { appendOutbox } from '../events/outbox.ts';
import { appendOrderEvent } from './order-events.ts';

/** When the orders of this cycle's strategy wait for a person; undefined where they never do. */
export async function approvalRuleOfCycle(
  db: Kysely<Database>,
  cycleId: string,
): Promise<ApprovalRule | undefined> {
  const row = await db
    .selectFrom('cycles')
    .innerJoin('strategies', 'strategies.id', 'cycles.strategyId')
    .select(['approvalAboveUsd', 'approvalWindowSeconds'])
    .where('cycles.id', '=', cycleId)
    .executeTakeFirst();
  if (row === undefined || row.approvalAboveUsd === null) return undefined;
  return { aboveUsd: row.approvalAboveUsd, windowSeconds: row.approvalWindowSeconds };
}

/** Puts the question; in the transaction of the intent that waits for the answer. */
export async function askForApproval(
  tx: Transaction<Database>,
  order: OrderRow,
  question: {
    readonly reason: ApprovalReason;
    readonly quote: Quote | undefined;
    readonly expiresAt: Date;
  },
): Promise<void> {
  const { clientOrderId, accountId, userId, symbol, side, payloadHash } = order;
  const { reason, quote, expiresAt } = question;
  await tx
    .insertInto('orderApprovals')
    .values({
      clientOrderId,
      payloadHash,
      expiresAt,
      reason: JSON.stringify(reason),
      quote: quote === undefined ? null : JSON.stringify(quote),
    })
    .execute();
  const data = { reason, expiresAt: expiresAt.toISOString() };
  await appendOrderEvent(tx, { clientOrderId, kind: 'approval-requested', data });
  const payload = {
    clientOrderId,
    accountId,
    symbol,
    side,
    qty: order.qty,
    notional: order.notional,
    ...data,
  };
  await appendOutbox(tx, { userId, type: 'order.approval-requested', payload });
}

/** Writes a person's word down, with the order locked. @throws when somebody has decided before. */
export async function recordApprovalWord(
  tx: Transaction<Database>,
  order: OrderRow,
  word: {
    readonly decision: ApprovalDecision;
    readonly by: string;
    readonly at: Date;
    readonly note: string | null;
    readonly wordId: string;
  },
): Promise<void> {
  const { clientOrderId, accountId, userId, symbol, side } = order;
  const { decision, by, at, note, wordId } = word;
  await tx
    .updateTable('orderApprovals')
    .set({ decision, decidedBy: by, decidedAt: at, note, wordId })
    .where('clientOrderId', '=', clientOrderId)
    .where('decision', 'is', null)
    .returning('clientOrderId')
    .executeTakeFirstOrThrow();
  const data = { decision, decidedBy: by, decidedAt: at.toISOString(), note };
  await appendOrderEvent(tx, { clientOrderId, kind: 'approval-decided', data });
  const payload = { clientOrderId, accountId, symbol, side, ...data };
  await appendOutbox(tx, { userId, type: 'order.approval-decided', payload });
}

/** The question about an order; undefined for one that nobody is asked about. */
export async function approvalOf(
  db: Kysely<Database>,
  clientOrderId: string,
): Promise<OrderApprovalRow | undefined> {
  return await db
    .selectFrom('orderApprovals')
    .selectAll()
    .where('clientOrderId', '=', clientOrderId)
    .executeTakeFirst();
}

/** The questions about these orders, by client order id. */
export async function approvalsOf(
  db: Kysely<Database>,
  orders: readonly Pick<OrderRow, 'clientOrderId'>[],
): Promise<ReadonlyMap<string, OrderApprovalRow>> {
  if (orders.length === 0) return new Map();
  const ids = orders.map(({ clientOrderId }) => clientOrderId);
  const rows = await db.selectFrom('orderApprovals').selectAll().where('clientOrderId', 'in', ids).execute();
  return new Map(rows.map((row) => [row.clientOrderId, row]));
}
