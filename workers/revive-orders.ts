import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowIdReusePolicy } from '@temporalio/client';
import type { Kysely } from 'kysely';
import { allAccounts } from '../db/queries/accounts/broker-accounts.ts';
import { exposedOrders, orderByClientOrderId } from '../db/queries/orders/orders.ts';
import type { BrokerAccountRow, Database, OrderRow } from '../db/schema.ts';
import type { OrderInput } from '../domain/ordering/order-intent.ts';
import type { Logger } from '../telemetry/log.ts';
import { orderWorkflowId, SEARCH_ATTRIBUTES, TASK_QUEUES } from '../workflows/messages.ts';
import type { order } from '../workflows/order.ts';

/**
 * Starts the workflow of each order of ours that is open by the ledger and that Temporal does not know, as after the
 * loss of its data: an intent that was never sent then ends and frees what it had reserved, an unknown outcome is
 * looked up, an open order is followed. A workflow that runs, or has ended in its own way, stays as it is.
 */
export async function reviveOrders(options: {
  readonly client: Client;
  readonly db: Kysely<Database>;
  readonly logger: Logger;
}): Promise<void> {
  const { client, db, logger } = options;
  for (const account of await allAccounts(db)) {
    const roots = new Map<string, OrderRow>();
    for (const row of await exposedOrders(db, account.id)) {
      const root = await rootOf(db, row);
      if (root?.request) roots.set(root.clientOrderId, root);
    }
    for (const row of roots.values()) {
      if (await start(client, account, row))
        logger.warn({ clientOrderId: row.clientOrderId, status: row.status }, 'the order had no workflow');
    }
  }
}

/** The order whose workflow follows this one: an exit is followed by its group's. */
async function rootOf(db: Kysely<Database>, row: OrderRow): Promise<OrderRow | undefined> {
  if (row.source !== 'leg' || row.parentClientOrderId === null) return row;
  return await orderByClientOrderId(db, row.parentClientOrderId);
}

async function start(client: Client, account: BrokerAccountRow, row: OrderRow): Promise<boolean> {
  const input = inputOf(row);
  if (input === undefined) return false;
  try {
    await client.workflow.start<typeof order>('order', {
      workflowId: orderWorkflowId(row.clientOrderId),
      taskQueue: TASK_QUEUES.orders,
      args: [input],
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      staticSummary: `${row.side} ${row.symbol}, taken up again from the ledger`,
      typedSearchAttributes: [
        { key: SEARCH_ATTRIBUTES.symbols, value: [row.symbol] },
        { key: SEARCH_ATTRIBUTES.mode, value: account.mode },
      ],
    });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

/** What the order's workflow is started with: its first step finds the intent that stands, and judges nothing anew. */
function inputOf(row: OrderRow): OrderInput | undefined {
  const { clientOrderId, userId, accountId, source, cycleId, request, replaces, approval } = row;
  if (request === null || (source !== 'cycle' && source !== 'manual')) return undefined;
  const changes = approval?.changes;
  return {
    clientOrderId,
    userId,
    accountId,
    source,
    request,
    ...(cycleId === null ? {} : { cycleId }),
    ...(replaces === null || changes === undefined ? {} : { replaces: { clientOrderId: replaces, changes } }),
  };
}
