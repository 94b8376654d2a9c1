import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  DefaultLogger,
  type ReplayResult,
  Runtime,
  Worker,
  type WorkflowBundle,
} from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleWorkflows } from '../../workers/bundling/bundle-workflows.ts';
import { type CommittedHistory, committedHistories } from './committed-histories.ts';
import { scenarios } from './scenarios.ts';

const histories = committedHistories();
const quiet = new DefaultLogger('ERROR', () => {});
const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

describe('replay', () => {
  let real: WorkflowBundle;
  let withAnExtraTimer: WorkflowBundle;
  let withStepsSwapped: WorkflowBundle;

  beforeAll(async () => {
    Runtime.install({
      logger: quiet,
      telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
    });
    real = await bundleWorkflows();
    withAnExtraTimer = await bundleWorkflowCode({
      workflowsPath: pathOf('./mutant/an-extra-timer.ts'),
      logger: quiet,
    });
    withStepsSwapped = await bundleWorkflowCode({
      workflowsPath: pathOf('../../workflows/index.ts'),
      workflowInterceptorModules: [pathOf('./mutant/steps-swapped.ts')],
      logger: quiet,
    });
  });

  it('has a history of every scenario that is recorded', () => {
    expect(histories.map(({ name }) => name)).toEqual(scenarios.map(({ name }) => name).sort());
  });

  it.each(histories)('goes through the history $name without leaving its way', async (history) => {
    expect(await replayed(real, history)).toMatchObject({ workflowId: history.name, error: undefined });
  });

  it.each(histories.filter(({ name }) => /^(cycle|order)-/.test(name)))(
    'calls an extra timer in $name a determinism violation',
    async (history) => {
      expect((await replayed(withAnExtraTimer, history)).error).toBeInstanceOf(DeterminismViolationError);
    },
  );

  it.each(histories.filter(({ name }) => ['cycle-traded', 'order-filled'].includes(name)))(
    'calls two swapped steps in $name a determinism violation',
    async (history) => {
      expect((await replayed(withStepsSwapped, history)).error).toBeInstanceOf(DeterminismViolationError);
    },
  );
});

async function replayed(
  workflowBundle: WorkflowBundle,
  { name, history }: CommittedHistory,
): Promise<ReplayResult> {
  const replay = Worker.runReplayHistories({ workflowBundle }, [{ workflowId: name, history }]);
  for await (const result of replay) return result;
  throw new Error(`${name} was not replayed`);
}
