import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { variableNames } from '../../config/variables.ts';
import { projectRoot } from '../../launcher/find-tool.mjs';
import type { PartName } from '../../launcher/stack/part.ts';
import { eventually } from '../support/eventually.ts';
import { createSandboxControl, type SandboxControl } from '../support/sandbox-control.ts';
import { type BootedStack, bootStack } from '../support/stack.ts';

const OURS: readonly PartName[] = ['worker', 'api', 'temporal', 'postgres', 'nats'];
const RESTING = 5;

let stack: BootedStack;
let sandbox: SandboxControl;
beforeAll(async () => {
  stack = await bootStack();
  const url = stack.stackJson().addresses.sandbox ?? '';
  sandbox = createSandboxControl(() => url);
});
afterAll(async () => {
  await stack?.stop();
  await rm(stack.home, { recursive: true, force: true });
});

async function place(of: BootedStack, order: Readonly<Record<string, string>>): Promise<Response> {
  return await of.api('/v1/orders', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify({ symbol: 'AAPL', side: 'buy', timeInForce: 'gtc', type: 'limit', ...order }),
  });
}

const openOrders = async () =>
  (await sandbox.orders()).filter(({ status }) => !/^(filled|canceled|rejected|expired)$/.test(status));

async function npmRunHalt(home: string) {
  const unset = Object.fromEntries(variableNames.map((name) => [name, '']));
  const startedAt = performance.now();
  const child = spawn(process.execPath, [join(projectRoot, 'launcher', 'halt.ts')], {
    env: { ...process.env, ...unset, ALPHAFLOW_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = await once(child, 'close');
  return { code, output, ms: Math.round(performance.now() - startedAt) };
}

test('with everything but the broker dead, npm run halt halts, and the stack takes it over', async () => {
  for (let count = 0; count < RESTING; count += 1) {
    expect((await place(stack, { qty: '1', limitPrice: '20' })).status).toBe(201);
  }
  expect(await openOrders()).toHaveLength(RESTING);

  const { processes } = stack.stackJson();
  process.kill(stack.pid, 'SIGKILL');
  for (const name of OURS) for (const pid of processes[name] ?? []) process.kill(pid, 'SIGKILL');
  await stack.ended;

  const halted = await npmRunHalt(stack.home);
  process.stdout.write(`${halted.output}npm run halt took ${halted.ms} ms\n`);
  expect(halted.code).toBe(0);
  expect(halted.output).toContain('no order is open');
  expect(await openOrders()).toEqual([]);
  const again = await npmRunHalt(stack.home);
  expect(again.code).toBe(0);

  const back = await bootStack({ home: stack.home });
  try {
    const state = await (await back.api('/v1/trading-state')).json();
    expect(state).toMatchObject({ tradingState: 'halted' });
    const refused = await place(back, { qty: '1', limitPrice: '20' });
    expect(await refused.json()).toMatchObject({ status: 422, code: 'TRADING_HALTED' });
    const audit = JSON.stringify(await (await back.api('/v1/audit')).json());
    expect(audit).toContain('trading-state.adopted');
    expect(audit).toContain('npm run halt');

    await back.api('/v1/trading-state', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tradingState: 'active' }),
    });
    await eventually(
      'orders are taken again',
      async () => ((await place(back, { qty: '1', limitPrice: '20' })).status === 201 ? true : undefined),
      20_000,
    );
  } finally {
    await back.stop();
  }
});
