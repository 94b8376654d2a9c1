import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PartName } from '../../launcher/part.ts';
import { startMark } from '../../launcher/process-identity.ts';
import { type BootedStack, bootStack } from '../support/stack.ts';

const PARTS: readonly PartName[] = ['postgres', 'temporal', 'nats', 'sandbox', 'worker', 'api'];

let stack: BootedStack;
beforeAll(async () => {
  stack = await bootStack();
});
afterAll(async () => {
  await stack.stop();
  await rm(stack.home, { recursive: true, force: true });
});

const pidsOf = (of: BootedStack) => Object.values(of.stackJson().processes).flat();

async function until(holds: () => Promise<boolean> | boolean, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms:\n${stack.output()}`);
    await delay(100);
  }
}

test('every part runs under the pid that stack.json names, and the API answers the local owner', async () => {
  const { processes, addresses } = stack.stackJson();
  expect(Object.keys(processes).toSorted()).toEqual([...PARTS].toSorted());
  expect(pidsOf(stack).map(startMark)).not.toContain(undefined);
  expect(Object.keys(addresses).toSorted()).toEqual([
    'api',
    'nats',
    'postgres',
    'sandbox',
    'temporal',
    'temporalUi',
  ]);
  expect((await stack.api('/v1/strategies')).status).toBe(200);
  expect((await fetch(`${addresses.api ?? ''}/v1/strategies`)).status).toBe(401);
});

test.each(PARTS)('%s comes back after SIGKILL, and stack.json tells its new pid', async (name) => {
  const before = stack.stackJson().processes[name]?.[0] ?? 0;
  process.kill(before, 'SIGKILL');
  await until(() => {
    const after = stack.stackJson().processes[name]?.[0];
    return after !== undefined && after !== before;
  }, 30_000);
  await until(async () => {
    try {
      return (await stack.api('/v1/strategies')).status === 200;
    } catch {
      return false;
    }
  }, 30_000);
  expect(pidsOf(stack)).not.toContain(before);
});

test('a second launcher on the same folder is refused, and disturbs nothing', async () => {
  const before = stack.stackJson();
  const second = await bootStack({ home: stack.home, once: true });
  expect(await second.ended).toBe(1);
  expect(second.output()).toMatch(/^alphaflow: npm start already runs here \(process \d+, .*\n$/);
  expect(stack.stackJson()).toEqual(before);
});

test('what a killed launcher left is stopped by the next one, which goes on with the same data', async () => {
  const left = pidsOf(stack);
  const apiKey = stack.credentials().apiKey;
  process.kill(stack.pid, 'SIGKILL');
  await stack.ended;
  const { home } = stack;
  stack = await bootStack({ home });
  expect(stack.output()).toContain('that an earlier start had left running');
  expect(left.filter((pid) => pidsOf(stack).includes(pid))).toEqual([]);
  expect(left.map(startMark).filter((mark) => mark !== undefined)).toEqual([]);
  expect(stack.credentials().apiKey).toBe(apiKey);
});

test('Ctrl-C takes everything down', async () => {
  const pids = pidsOf(stack);
  expect(await stack.stop()).toBe(0);
  expect(pids.map(startMark).filter((mark) => mark !== undefined)).toEqual([]);
  expect(() => stack.stackJson()).toThrow('no stack.json');
});
