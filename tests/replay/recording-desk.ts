import { createHash } from 'node:crypto';
import { WithStartWorkflowOperation } from '@temporalio/client';
import type { Stack } from '../../bench/stack.ts';
import { insertStrategy, updateStrategy } from '../../db/queries/strategies.ts';
import type { BrokerAccountRow, StrategyRow } from '../../db/schema.ts';
import { manualOrderId } from '../../domain/client-order-id.ts';
import type { OrderRequest } from '../../domain/order.ts';
import type { MomentumParameters } from '../../domain/strategies/momentum.ts';
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

const UNIVERSE = ['AAPL', 'MSFT', 'NVDA', 'SPY'];
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
  return {
    stack,
    account,

    async cycle(targetWeight, universe = UNIVERSE) {
      const parameters = { ...PARAMETERS, targetWeight };
      await updateStrategy(db, account.userId, strategy.id, { parameters, universe });
      const asOf = new Date().toISOString();
      const workflowId = cycleWorkflowId(strategy.id, asOf);
      const report = await client.workflow.execute<typeof autonomousCycle>('autonomousCycle', {
        workflowId,
        taskQueue: TASK_QUEUES.cycle,
        args: [{ strategyId: strategy.id, asOf }],
      });
      return { workflowId, report };
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
