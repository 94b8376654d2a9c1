import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../launcher/stack/free-port.ts';
import { eventually } from '../../tests/support/eventually.ts';
import { aStrategy } from '../../tests/support/rows.ts';
import { openTradingFloor, type TradingFloor } from '../../tests/support/trading-floor.ts';
import { cycleWorkflowId, TASK_QUEUES, tradeUpdatesWorkflowId } from '../../workflows/messages.ts';

const DEPLOYMENT = 'floor';
const WITHIN_MS = 90_000;
let floor: TradingFloor;

beforeAll(async () => {
  floor = await openTradingFloor();
}, 120_000);
afterAll(async () => {
  await floor.close();
});

test('a cycle ends on the version that it began on, while a newer one beside it takes the next and goes on with the orders', async () => {
  await startVersion('one');
  await makeCurrent('one');
  await eventually(
    'the books are adopted',
    async () => {
      const row = await floor.database.db
        .selectFrom('brokerAccounts')
        .select('adoptedAt')
        .where('id', '=', floor.account.id)
        .executeTakeFirst();
      return row?.adoptedAt ?? undefined;
    },
    WITHIN_MS,
  );

  await floor.sandbox.control.fault({ system: 'alpaca-data', effect: 'hang' });
  const old = await startCycle('2026-11-20T15:00:00.000Z');
  await eventually(
    'the cycle is in its first step',
    async () => ((await versionOf(old)) === 'one' ? true : undefined),
    WITHIN_MS,
  );

  await startVersion('two');
  await makeCurrent('two');
  const next = await startCycle('2026-11-20T15:05:00.000Z');
  await eventually(
    'the next cycle runs on the newer version',
    async () => ((await versionOf(next)) === 'two' ? true : undefined),
    WITHIN_MS,
  );
  expect(await versionOf(old)).toBe('one');
  await floor.sandbox.control.clearFaults();
  for (const [workflowId, version] of [
    [old, 'one'],
    [next, 'two'],
  ] as const) {
    await floor.client.workflow.getHandle(workflowId).result();
    expect(await versionsIn(workflowId)).toEqual([version]);
  }

  const followed = tradeUpdatesWorkflowId(floor.account.id);
  await floor.client.workflow.getHandle(followed).cancel();
  await eventually(
    'the follower goes on with the newer version',
    async () => ((await versionsIn(followed)).includes('two') ? true : undefined),
    WITHIN_MS,
  );
}, 300_000);

async function startVersion(buildId: string): Promise<void> {
  await floor.startWorker(undefined, {
    WORKER_DEPLOYMENT: DEPLOYMENT,
    WORKER_BUILD_ID: buildId,
    METRICS_PORT: String(await freePort()),
  });
}

/** As `temporal worker deployment set-current-version` does; the server knows a version once it has polled. */
async function makeCurrent(buildId: string): Promise<void> {
  const { connection, options } = floor.client;
  await eventually(
    `version ${buildId} is the current one`,
    async () => {
      try {
        await connection.workflowService.setWorkerDeploymentCurrentVersion({
          namespace: options.namespace,
          deploymentName: DEPLOYMENT,
          buildId,
          identity: 'test',
        });
        return true;
      } catch {
        return undefined;
      }
    },
    WITHIN_MS,
  );
}

async function startCycle(asOf: string): Promise<string> {
  const { id: strategyId } = await aStrategy(floor.database.db, floor.account);
  const workflowId = cycleWorkflowId(strategyId, asOf);
  await floor.client.workflow.start('autonomousCycle', {
    workflowId,
    taskQueue: TASK_QUEUES.cycle,
    args: [{ strategyId, asOf }],
  });
  return workflowId;
}

async function versionOf(workflowId: string): Promise<string | undefined> {
  const { raw } = await floor.client.workflow.getHandle(workflowId).describe();
  return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId ?? undefined;
}

/** The versions whose workers have carried out the workflow's steps. */
async function versionsIn(workflowId: string): Promise<readonly string[]> {
  const { events } = await floor.client.workflow.getHandle(workflowId).fetchHistory();
  const versions = (events ?? []).map(
    (event) => event.workflowTaskCompletedEventAttributes?.deploymentVersion?.buildId,
  );
  return [...new Set(versions.flatMap((version) => version ?? []))];
}
