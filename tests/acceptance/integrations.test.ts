import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { cacheList, integrationList } from '../../api/contract/sources.ts';
import type { Part } from '../../domain/integrations/integration-point.ts';
import { INTEGRATION_POINTS } from '../../domain/integrations/integration-points.ts';
import { projectRoot } from '../../launcher/find-tool.mjs';
import { eventually } from '../support/eventually.ts';
import { type OutsideServers, startOutsideServers } from '../support/outside-servers.ts';
import { createSandboxControl, type SandboxControl } from '../support/sandbox-control.ts';
import { type BootedStack, bootStack } from '../support/stack.ts';
import { pidOf } from './processes.ts';
import { ready, traderOn } from './trader.ts';

const run = promisify(execFile);
const RUN_WITHIN_MS = 170_000;
const BACK_WITHIN_MS = 90_000;
const ATTEMPTS_MAX = 3;
/** A test that ends before its own attempts do would leave its dead part to the next one. */
const TEST_WITHIN_MS = ATTEMPTS_MAX * RUN_WITHIN_MS + 3 * BACK_WITHIN_MS;
const board = z.object({
  score: z.object({ passed: z.number(), of: z.number() }),
  byWorker: z.boolean(),
  points: z.array(z.object({ id: z.string(), outcome: z.string(), note: z.string() })),
});
const BUILT = INTEGRATION_POINTS.filter(({ notBuilt }) => notBuilt === undefined);

let servers: OutsideServers;
let stack: BootedStack;
let sandbox: SandboxControl;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  servers = await startOutsideServers();
  // What has started is stopped even where the stack does not come up.
  closers.push(async () => servers[Symbol.asyncDispose]());
  stack = await bootStack({ env: servers.env });
  closers.unshift(() => stack.stop());
  sandbox = createSandboxControl(() => stack.stackJson().addresses.sandbox ?? '');
  // Its schedules are paused: nothing else asks the sources.
  await traderOn(stack);
});

afterAll(async () => {
  for (const close of closers) await close();
});

/** The board as the command prints it, and which points did not pass. */
async function probe(): Promise<z.infer<typeof board> & { readonly down: readonly string[] }> {
  const command = [join(projectRoot, 'launcher', 'integrations.ts'), '--json'];
  const env = { ...process.env, ...servers.env, ALPHAFLOW_HOME: stack.home, NODE_OPTIONS: '' };
  const options = { cwd: projectRoot, env, timeout: RUN_WITHIN_MS };
  const { stdout } = await run(process.execPath, command, options).catch((error: unknown) =>
    z.object({ stdout: z.string() }).parse(error),
  );
  if (stdout === '') throw new Error(`npm run integrations did not end within ${RUN_WITHIN_MS / 1_000} s`);
  const seen = board.parse(JSON.parse(stdout));
  for (const { id, note } of seen.points.filter(({ outcome }) => outcome === 'failed')) {
    process.stdout.write(`    ${id}: ${note}\n`);
  }
  const down = seen.points.filter(({ outcome }) => outcome === 'failed' || outcome === 'skipped');
  return { ...seen, down: down.map(({ id }) => id).toSorted() };
}

const pointsOf = (part: Part): readonly string[] =>
  BUILT.filter(({ needs }) => needs.includes(part))
    .map(({ id }) => id)
    .toSorted();

/** The board once exactly these points are down: a machine that is busy makes others late for a while. */
async function probeUntilDown(points: readonly string[]) {
  const runs: string[] = [];
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const seen = await probe();
    if (JSON.stringify(seen.down) === JSON.stringify(points)) return seen;
    runs.push(seen.down.join(' '));
  }
  throw new Error(`expected ${points.join(' ') || 'nothing'} to be down, came:\n${runs.join('\n')}`);
}

/** Every source is read again, whatever breaker has opened. */
async function whole(): Promise<void> {
  await eventually(
    'a look finds every part',
    async () => {
      const answer = await stack.api('/v1/market/fused/AAPL').catch(() => undefined);
      const text = answer?.status === 200 ? await answer.text() : '"status":"missing"';
      return text.includes('"status":"missing"') ? undefined : true;
    },
    BACK_WITHIN_MS,
  );
}

vi.setConfig({ testTimeout: TEST_WITHIN_MS });

test('every point that is built passes, and GET /v1/integrations tells the same', async () => {
  const seen = await probeUntilDown([]);
  expect(seen).toMatchObject({ byWorker: true, score: { passed: BUILT.length, of: 59 } });
  const told = integrationList.parse(await (await stack.api('/v1/integrations')).json());
  expect(told.score).toEqual(seen.score);
  const [first] = told.points;
  expect(first).toMatchObject({ id: 'database.connection', outcome: 'passed' });
  expect(first?.lastSuccessAt).toBeDefined();
});

/** All parts take many minutes: without `EVERY_PART=yes` one source and one server are tried. */
const isWhole = process.env['EVERY_PART'] === 'yes';
const SYSTEMS = isWhole
  ? ([
      'alpaca-trading',
      'alpaca-data',
      'market-stream',
      'edgar',
      'frankfurter',
      'finra',
      'openai',
      'anthropic',
    ] as const)
  : (['alpaca-data'] as const);
for (const system of SYSTEMS) {
  test(`${system} dead lowers its own points and no others`, async () => {
    const dead =
      system === 'market-stream' ? { effect: 'silence' } : ({ effect: 'status', status: 503 } as const);
    await sandbox.fault({ system, ...dead });
    try {
      expect((await probeUntilDown(pointsOf(system))).score.of).toBe(59);
    } finally {
      await sandbox.clearFaults();
    }
    await whole();
  });
}

for (const part of isWhole ? (['nats', 'temporal', 'postgres'] as const) : (['postgres'] as const)) {
  test(`${part} dead lowers its own points and no others`, async () => {
    await servers.stop(part);
    try {
      const seen = await probeUntilDown(pointsOf(part));
      expect(seen.byWorker).toBe(part !== 'temporal');
    } finally {
      await servers.start(part);
    }
    await ready(stack);
    await whole();
  });
}

test.runIf(isWhole)('a worker that hangs lowers its own points and no others', async () => {
  const pid = pidOf(stack, 'worker');
  process.kill(pid, 'SIGSTOP');
  try {
    await eventually(
      'the worker is no longer heard of',
      async () => {
        const { workers } = cacheList.parse(await (await stack.api('/v1/caches')).json());
        return workers === 0 ? true : undefined;
      },
      BACK_WITHIN_MS,
    );
    expect(await probeUntilDown(pointsOf('worker'))).toMatchObject({ byWorker: false });
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await ready(stack);
  await whole();
});

test.runIf(isWhole)('an API that hangs lowers its own points and no others', async () => {
  const pid = pidOf(stack, 'api');
  process.kill(pid, 'SIGSTOP');
  try {
    // Each point waits as long as it is given before it says that nobody answers.
    expect(await probeUntilDown(pointsOf('api'))).toMatchObject({ byWorker: true });
  } finally {
    process.kill(pid, 'SIGCONT');
  }
});
