import { randomUUID } from 'node:crypto';
import {
  WithStartWorkflowOperation,
  type WorkflowHandle,
  WorkflowIdConflictPolicy,
} from '@temporalio/client';
import { accountById } from '../../db/queries/accounts/broker-accounts.ts';
import { positionQtyOf } from '../../db/queries/books/positions.ts';
import { legsOf, orderByClientOrderId } from '../../db/queries/orders/orders.ts';
import type { OrderRow } from '../../db/schema.ts';
import type { OrderRequest, OrderStatus } from '../../domain/order.ts';
import type { OrderAnswer, OrderInput } from '../../domain/ordering/order-intent.ts';
import { acknowledgementUpdate, orderWorkflowId, TASK_QUEUES } from '../../workflows/messages.ts';
import type { order } from '../../workflows/order.ts';
import { eventually } from './eventually.ts';
import type { TradingFloor } from './trading-floor.ts';

export interface PlacedOrder {
  readonly acknowledged: OrderAnswer;
  readonly handle: WorkflowHandle<typeof order>;
  readonly clientOrderId: string;
}

type Extra = Pick<OrderInput, 'replaces' | 'close'> & { readonly clientOrderId?: string };

/** Places orders on a trading floor through their workflows, and reads what the ledger says of them. */
export interface OrderDesk {
  place(request: OrderRequest, extra?: Extra): Promise<PlacedOrder>;
  row(clientOrderId: string): Promise<OrderRow>;
  legs(clientOrderId: string): Promise<readonly OrderRow[]>;
  held(symbol: string): Promise<string>;
  /** Waits until the ledger has the order at this status, or at this one in the broker's own words. */
  until(clientOrderId: string, status: OrderStatus | { readonly broker: string }): Promise<OrderRow>;
}

/** The desk of a floor whose worker has adopted the books. */
export async function openOrderDesk(floor: TradingFloor): Promise<OrderDesk> {
  const { database, account } = floor;
  const { db } = database;
  await eventually(
    'the books are adopted',
    async () => ((await accountById(db, account.id))?.adoptedAt ? true : undefined),
    30_000,
  );
  const row = async (clientOrderId: string): Promise<OrderRow> => {
    const found = await orderByClientOrderId(db, clientOrderId);
    if (found === undefined) throw new Error(`no order ${clientOrderId}`);
    return found;
  };
  return {
    row,
    legs: (clientOrderId) => legsOf(db, clientOrderId),
    held: (symbol) => positionQtyOf(db, account.id, symbol),
    until: (clientOrderId, status) =>
      eventually(
        `${clientOrderId} is ${JSON.stringify(status)}`,
        async () => {
          const found = await row(clientOrderId);
          const reached =
            typeof status === 'string' ? found.status === status : found.brokerStatus === status.broker;
          return reached ? found : undefined;
        },
        15_000,
      ),
    async place(request, { clientOrderId = `t-${randomUUID()}`, ...extra } = {}) {
      const { id: accountId, userId } = account;
      const workflowId = orderWorkflowId(clientOrderId);
      const start = new WithStartWorkflowOperation<typeof order>('order', {
        workflowId,
        taskQueue: TASK_QUEUES.orders,
        args: [{ clientOrderId, userId, accountId, source: 'manual', request, ...extra }],
        workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
      });
      const { client } = floor;
      const acknowledged = await client.workflow.executeUpdateWithStart(acknowledgementUpdate, {
        startWorkflowOperation: start,
        args: [],
      });
      return { acknowledged, clientOrderId, handle: client.workflow.getHandle(workflowId) };
    },
  };
}
