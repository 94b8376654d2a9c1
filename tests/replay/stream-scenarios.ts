import { marketDataWorkflowId, tradeUpdatesWorkflowId } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import type { Scenario } from './scenario.ts';

const CONTINUED_WITHIN_MS = 30_000;

export const streamScenarios: readonly Scenario[] = [
  {
    name: 'follow-trade-updates',
    async run({ stack, account }) {
      const workflowId = tradeUpdatesWorkflowId(account.id);
      const { runId } = await stack.client.workflow.getHandle(workflowId).describe();
      await stack.restartWorker();
      const isNext = async () => {
        const { status } = await stack.client.workflow.getHandle(workflowId, runId).describe();
        return status.name === 'CONTINUED_AS_NEW' ? true : undefined;
      };
      await eventually(`the next run of ${workflowId}`, isNext, CONTINUED_WITHIN_MS);
      return { workflowId, runId };
    },
  },
  {
    name: 'follow-market-data',
    // The worker that was started again for the trade updates has begun a fresh history of this one, too.
    async run({ stack, account }) {
      const workflowId = marketDataWorkflowId(account.id);
      const ended = async () => {
        for await (const run of stack.client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
          if (run.status.name === 'CONTINUED_AS_NEW') return run.runId;
        }
        return undefined;
      };
      const runId = await eventually(`the next run of ${workflowId}`, ended, CONTINUED_WITHIN_MS);
      return { workflowId, runId };
    },
  },
];
