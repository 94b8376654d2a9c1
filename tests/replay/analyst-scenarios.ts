import { deliberationWorkflowId } from '../../workflows/deliberation-id.ts';
import { expected, type Scenario } from './scenario.ts';

/** A cycle that a model decides, and its deliberation. */
export const analystScenarios: readonly Scenario[] = [
  {
    name: 'cycle-decided-by-an-analyst',
    async run(desk) {
      const { workflowId, report } = await desk.analystCycle();
      expected('traded', report.outcome);
      return { workflowId, tells: '"outcome":"answered"' };
    },
  },
  {
    name: 'deliberation',
    async run(desk) {
      const { workflowId } = await desk.analystCycle();
      return { workflowId: deliberationWorkflowId(workflowId, 1, 1), tells: 'sandbox-analyst' };
    },
  },
];
