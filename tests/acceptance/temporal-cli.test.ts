import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { cyclePage } from '../../api/contract/cycles.ts';
import { schedule } from '../../api/contract/schedules.ts';
import { requireTool } from '../../launcher/require-tool.ts';
import { scheduledCycleWorkflowId, strategyScheduleId } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { type BootedStack, bootStack } from '../support/stack.ts';
import { type Trader, traderOn } from './trader.ts';

const runFile = promisify(execFile);
const cycleHistory = z.object({
  events: z.array(
    z.looseObject({
      eventType: z.string(),
      userMetadata: z.looseObject({ summary: z.unknown() }).optional(),
    }),
  ),
});

let stack: BootedStack;
let trader: Trader;

beforeAll(async () => {
  stack = await bootStack();
  trader = await traderOn(stack);
});

afterAll(async () => {
  await stack.stop();
});

test('the temporal CLI lists the cycle by its search attributes, and describes it in prose', async () => {
  const cycle = await trader.run();
  const listed = await temporal(
    'workflow',
    'list',
    '--query',
    `Outcome = 'traded' and Symbols = 'SPY'`,
    '-o',
    'json',
  );
  expect(listed).toContain(cycle.id);

  const described = JSON.parse(await temporal('workflow', 'describe', '-w', cycle.id, '-o', 'json'));
  expect(described).toMatchObject({
    executionConfig: { userMetadata: { summary: expect.stringContaining('momentum on 4 symbols') } },
    workflowExecutionInfo: { status: 'WORKFLOW_EXECUTION_STATUS_COMPLETED' },
  });
  const attributes = await temporal('workflow', 'describe', '-w', cycle.id);
  for (const name of ['Strategy', 'Symbols', 'Mode', 'Outcome']) expect(attributes).toContain(name);

  const history = await temporal('workflow', 'show', '-w', cycle.id, '-o', 'json');
  const { events } = cycleHistory.parse(JSON.parse(history));
  const steps = events.filter(({ eventType }) => eventType === 'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED');
  expect(steps.length).toBeGreaterThan(6);
  for (const { userMetadata } of steps) expect(userMetadata?.summary).toBeTruthy();
});

test('the temporal CLI triggers the strategy’s schedule, and pauses it where the API shows it', async () => {
  const path = `/v1/strategies/${trader.strategyId}/schedule`;
  await trader.api.call('PUT', path, schedule, { intervalSeconds: 86_400, paused: false });
  const scheduleId = strategyScheduleId(trader.strategyId);

  await temporal('schedule', 'trigger', '--schedule-id', scheduleId);
  const cycleId = await eventually('the schedule has started a cycle', async () => {
    const { items } = await trader.api.call('GET', `/v1/strategies/${trader.strategyId}/cycles`, cyclePage);
    return items.find(({ trigger }) => trigger === 'schedule')?.id;
  });
  expect(cycleId.startsWith(scheduledCycleWorkflowId(trader.strategyId))).toBe(true);
  expect(await trader.ended(cycleId)).toMatchObject({ status: 'completed', reconciliation: { drift: 0 } });

  await temporal('schedule', 'toggle', '--schedule-id', scheduleId, '--pause', '--reason', 'lunch');
  expect(await trader.api.call('GET', path, schedule)).toMatchObject({ paused: true });
  await temporal('schedule', 'toggle', '--schedule-id', scheduleId, '--unpause');
  expect(await trader.api.call('GET', path, schedule)).toMatchObject({ paused: false });
});

async function temporal(...args: readonly string[]): Promise<string> {
  const address = ['--address', stack.stackJson().addresses.temporal ?? ''];
  const { stdout } = await runFile(requireTool('temporal'), [...args, ...address]);
  return stdout;
}
