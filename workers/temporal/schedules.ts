import { type Client, WorkflowIdConflictPolicy, WorkflowNotFoundError } from '@temporalio/client';
import type { BrokerAccountRow } from '../../db/schema.ts';
import type { OrderChanged } from '../../domain/ordering/order-intent.ts';
import { markdownLine } from '../../domain/shown-text.ts';
import type { followMarketData } from '../../workflows/follow-market-data.ts';
import type { followTradeUpdates } from '../../workflows/follow-trade-updates.ts';
import type { haltTrading } from '../../workflows/halt-trading.ts';
import {
  haltWorkflowId,
  marketDataWorkflowId,
  orderChangedSignal,
  orderWorkflowId,
  RECONCILIATION_WORKFLOW_ID,
  TASK_QUEUES,
  tradeUpdatesWorkflowId,
} from '../../workflows/messages.ts';
import type { reconciliation } from '../../workflows/reconciliation.ts';

/**
 * Compares the account's books at start-up, or takes them in when it is new: what happened while nobody looked is known
 * before anything is traded. Each account by itself, so that none waits for another's broker.
 */
export async function reconcileAtStart(client: Client, account: BrokerAccountRow): Promise<void> {
  await client.workflow.start<typeof reconciliation>('reconciliation', {
    workflowId: `${RECONCILIATION_WORKFLOW_ID}:start-up:${account.id}`,
    taskQueue: TASK_QUEUES.orders,
    args: [{ accountId: account.id }],
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
    staticSummary: `Broker against ledger after a start: ${markdownLine(account.name, 100)}`,
  });
}

/** Makes sure that one workflow follows the account's trade updates; the one that runs already goes on. */
export async function ensureFollower(client: Client, account: BrokerAccountRow): Promise<void> {
  await client.workflow.start<typeof followTradeUpdates>('followTradeUpdates', {
    workflowId: tradeUpdatesWorkflowId(account.id),
    taskQueue: TASK_QUEUES.orders,
    args: [{ accountId: account.id }],
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
    staticSummary: `Trade updates of ${markdownLine(account.name, 100)} (${account.mode})`,
  });
}

/** Makes sure that one workflow follows the market stream of each pair of keys; the one that runs already goes on. */
export async function ensureMarketFollower(client: Client, account: BrokerAccountRow): Promise<void> {
  await client.workflow.start<typeof followMarketData>('followMarketData', {
    workflowId: marketDataWorkflowId(account.id),
    taskQueue: TASK_QUEUES.orders,
    args: [{ accountId: account.id }],
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
    staticSummary: `Market data with the keys of ${markdownLine(account.name, 100)} (${account.mode})`,
  });
}

/** Makes sure that the account's halt is carried out, or lifted; the workflow that runs already goes on. */
export async function ensureHalt(
  client: Client,
  account: Pick<BrokerAccountRow, 'id' | 'name' | 'mode'>,
): Promise<void> {
  await client.workflow.start<typeof haltTrading>('haltTrading', {
    workflowId: haltWorkflowId(account.id),
    taskQueue: TASK_QUEUES.orders,
    args: [{ accountId: account.id }],
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
    staticSummary: `Halt of ${markdownLine(account.name, 100)} (${account.mode})`,
  });
}

/** Tells an order's workflow what the ledger says now; an order whose workflow has ended needs no telling. */
export async function tellOrder(client: Client, clientOrderId: string, change: OrderChanged): Promise<void> {
  try {
    await client.workflow.getHandle(orderWorkflowId(clientOrderId)).signal(orderChangedSignal, change);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
