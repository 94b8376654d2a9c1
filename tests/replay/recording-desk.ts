import { createHash } from 'node:crypto';
import { WithStartWorkflowOperation } from '@temporalio/client';
import type { Stack } from '../../bench/stack.ts';
import { insertStrategy, updateStrategy } from '../../db/queries/cycles/strategies.ts';
import { exposedOrders } from '../../db/queries/orders/orders.ts';
import type { BrokerAccountRow, OrderRow, StrategyRow } from '../../db/schema.ts';
import type { OrderRequest } from '../../domain/order.ts';
import { manualOrderId } from '../../domain/ordering/client-order-id.ts';
import type { MomentumParameters } from '../../domain/strategies/momentum.ts';
import { DEFAULT_PARAMETERS } from '../../domain/strategies/registry.ts';
import type { autonomousCycle } from '../../workflows/autonomous-cycle.ts';
import {
  acknowledgementUpdate,
  type CycleReport,
  cycleWorkflowId,
  type OrderAnswer,
  orderWorkflowId,
  TASK_QUEUES,
} from '../../workflows/messages.ts';
import type { order } from '../../workflows/order.ts';
import { eventually } from '../support/eventually.ts';

const UNIVERSE = ['AAPL', 'MSFT', 'NVDA', 'SPY'];
const ANALYSED = ['JPM', 'KO', 'XOM'];
const PARAMETERS: MomentumParameters = {
  lookback: 60,
  topN: 1,
  targetWeight: '0.1',
  rebalanceBand: '0.01',
  minReturn: -1,
};

/** One account and one strategy on a running stack, and what a person or a schedule would do with them. */
export interface RecordingDesk {
  readonly stack: Stack;
  readonly account: BrokerAccountRow;
  /** Runs a cycle with this target weight to its end. */
  cycle(
    targetWeight: string,
    universe?: readonly string[],
  ): Promise<{ readonly workflowId: string; readonly report: CycleReport }>;
  /** Runs a cycle of a strategy that asks a model, to its end. */
  analystCycle(): Promise<{ readonly workflowId: string; readonly report: CycleReport }>;
  /** As `cycle`, but every order asks a person, for so long; settles once the first of them waits. */
  cycleThatAsks(
    targetWeight: string,
    windowSeconds: number,
  ): Promise<{ readonly order: OrderRow; readonly ended: Promise<CycleReport> }>;
  /** Places an order as the API does; settles with the acknowledgement. */
  place(
    name: string,
    request: OrderRequest,
  ): Promise<{ readonly workflowId: string; readonly answer: OrderAnswer }>;
  /** The answer of an order that has ended. */
  ended(workflowId: string): Promise<OrderAnswer>;
}

export async function openDesk(stack: Stack): Promise<RecordingDesk> {
  const { client, db } = stack;
  const account = await stack.openAccount('recorded');
  const strategy: StrategyRow = await insertStrategy(db, {
    userId: account.userId,
    accountId: account.id,
    name: 'Recorded momentum',
    kind: 'momentum',
    parameters: PARAMETERS,
    universe: UNIVERSE,
    intervalSeconds: 300,
  });
  const startCycle = async (changes: Parameters<typeof updateStrategy>[3]) => {
    await updateStrategy(db, account.userId, strategy.id, changes);
    const asOf = new Date().toISOString();
    return client.workflow.start<typeof autonomousCycle>('autonomousCycle', {
      workflowId: cycleWorkflowId(strategy.id, asOf),
      taskQueue: TASK_QUEUES.cycle,
      args: [{ strategyId: strategy.id, asOf }],
    });
  };

  return {
    stack,
    account,

    async cycle(targetWeight, universe = UNIVERSE) {
      const parameters = { ...PARAMETERS, targetWeight };
      const handle = await startCycle({ parameters, universe, approvalAboveUsd: null });
      return { workflowId: handle.workflowId, report: await handle.result() };
    },

    async analystCycle() {
      const analyst = await insertStrategy(db, {
        userId: account.userId,
        accountId: account.id,
        name: `Recorded analyst ${Date.now()}`,
        kind: 'analyst',
        parameters: DEFAULT_PARAMETERS.analyst,
        universe: ANALYSED,
        intervalSeconds: 300,
      });
      const asOf = new Date().toISOString();
      const handle = await client.workflow.start<typeof autonomousCycle>('autonomousCycle', {
        workflowId: cycleWorkflowId(analyst.id, asOf),
        taskQueue: TASK_QUEUES.cycle,
        args: [{ strategyId: analyst.id, asOf }],
      });
      return { workflowId: handle.workflowId, report: await handle.result() };
    },

    async cycleThatAsks(targetWeight, approvalWindowSeconds) {
      const parameters = { ...PARAMETERS, targetWeight };
      const asks = { approvalAboveUsd: '0', approvalWindowSeconds };
      const handle = await startCycle({ parameters, universe: UNIVERSE, ...asks });
      const order = await eventually(
        'an order waits for a person',
        async () =>
          (await exposedOrders(db, account.id)).find(({ status }) => status === 'awaiting_approval'),
        30_000,
      );
      return { order, ended: handle.result() };
    },

    async place(name, request) {
      const { userId, id: accountId } = account;
      const keyDigest = createHash('sha256').update(name).digest('hex');
      const clientOrderId = manualOrderId({ userId, keyDigest });
      const workflowId = orderWorkflowId(clientOrderId);
      const answer = await client.workflow.executeUpdateWithStart(acknowledgementUpdate, {
        startWorkflowOperation: new WithStartWorkflowOperation<typeof order>('order', {
          workflowId,
          taskQueue: TASK_QUEUES.orders,
          args: [{ clientOrderId, userId, accountId, source: 'manual', request }],
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
        }),
        updateId: keyDigest,
      });
      return { workflowId, answer };
    },

    ended: async (workflowId) => client.workflow.getHandle<typeof order>(workflowId).result(),
  };
}
