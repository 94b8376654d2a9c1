import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation, type WorkflowHandle } from '@temporalio/client';
import { setRiskLimits } from '../../db/queries/accounts/broker-accounts.ts';
import { approvalOf } from '../../db/queries/orders/order-approvals.ts';
import type { OrderApprovalRow } from '../../db/schema.ts';
import type { ApprovalDecision, ApprovalWord } from '../../domain/approval/order-approval.ts';
import type { OrderRequest } from '../../domain/order.ts';
import type { OrderAnswer } from '../../domain/ordering/order-intent.ts';
import { INITIAL_LIMITS, type RiskLimits } from '../../domain/risk/limits.ts';
import {
  acknowledgementUpdate,
  decideApprovalUpdate,
  orderWorkflowId,
  TASK_QUEUES,
} from '../../workflows/messages.ts';
import type { order } from '../../workflows/order.ts';
import { type OrderDesk, openOrderDesk } from './order-desk.ts';
import { aCycle, aStrategy } from './rows.ts';
import type { TradingFloor } from './trading-floor.ts';

export interface ProposedOrder {
  readonly clientOrderId: string;
  readonly handle: WorkflowHandle<typeof order>;
  readonly acknowledged: OrderAnswer;
}

export interface ApprovalFloor extends OrderDesk {
  /** Sets the account's limits: the initial ones, without a window for duplicates, changed so. */
  limit(changes?: Partial<RiskLimits>): Promise<void>;
  /** An order of a fresh cycle, whose strategy asks a person above so many dollars. */
  propose(
    request: OrderRequest,
    rule?: { readonly aboveUsd?: string; readonly windowSeconds?: number },
  ): Promise<ProposedOrder>;
  question(clientOrderId: string): Promise<OrderApprovalRow>;
  word(
    clientOrderId: string,
    decision: ApprovalDecision,
    changes?: Partial<ApprovalWord>,
  ): Promise<ApprovalWord>;
  /** Sends the word; with the same `wordId` it is the same Update. */
  decide(
    clientOrderId: string,
    decision: ApprovalDecision,
    changes?: Partial<ApprovalWord>,
  ): Promise<OrderAnswer>;
}

export async function openApprovalFloor(floor: TradingFloor): Promise<ApprovalFloor> {
  const { client, account } = floor;
  const { db } = floor.database;
  const desk = await openOrderDesk(floor);
  const { id: accountId, userId } = account;

  const question = async (clientOrderId: string): Promise<OrderApprovalRow> => {
    const found = await approvalOf(db, clientOrderId);
    if (found === undefined) throw new Error(`nobody was asked about ${clientOrderId}`);
    return found;
  };
  const word: ApprovalFloor['word'] = async (clientOrderId, decision, changes = {}) => ({
    decision,
    by: { userId, role: 'owner' },
    payloadHash: (await desk.row(clientOrderId)).payloadHash,
    wordId: randomUUID(),
    ...changes,
  });

  return {
    ...desk,
    question,
    word,
    async limit(changes = {}) {
      const limits = { ...INITIAL_LIMITS, duplicateWindowMs: 0, ...changes };
      await setRiskLimits(db, { userId, accountId, limits });
    },
    async propose(request, { aboveUsd = '100', windowSeconds = 300 } = {}) {
      const rule = { approvalAboveUsd: aboveUsd, approvalWindowSeconds: windowSeconds };
      const strategy = await aStrategy(db, account, rule);
      const { id: cycleId } = await aCycle(db, strategy, new Date().toISOString());
      const clientOrderId = `t-${randomUUID()}`;
      const workflowId = orderWorkflowId(clientOrderId);
      const start = new WithStartWorkflowOperation<typeof order>('order', {
        workflowId,
        taskQueue: TASK_QUEUES.orders,
        args: [{ clientOrderId, userId, accountId, source: 'cycle', cycleId, request }],
        workflowIdConflictPolicy: 'FAIL',
      });
      const acknowledged = await client.workflow.executeUpdateWithStart(acknowledgementUpdate, {
        startWorkflowOperation: start,
        args: [],
      });
      return { acknowledged, clientOrderId, handle: client.workflow.getHandle(workflowId) };
    },
    async decide(clientOrderId, decision, changes) {
      const said = await word(clientOrderId, decision, changes);
      const handle = client.workflow.getHandle(orderWorkflowId(clientOrderId));
      return handle.executeUpdate(decideApprovalUpdate, { args: [said], updateId: said.wordId });
    },
  };
}
