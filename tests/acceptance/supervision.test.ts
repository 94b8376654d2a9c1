import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PartName } from '../../launcher/stack/part.ts';
import { type BootedStack, bootStack } from '../support/stack.ts';
import { discrepancies } from './broker-books.ts';
import { holdCommit, type Write } from './held-commit.ts';
import { allPids, pidOf, stillRunning, successorOf } from './processes.ts';
import { ready, type Trader, traderOn } from './trader.ts';

let stack: BootedStack;
let trader: Trader;

beforeAll(async () => {
  stack = await bootStack();
  trader = await traderOn(stack);
});

afterAll(async () => {
  await stack.stop();
});

const parts: readonly PartName[] = ['worker', 'api', 'postgres', 'temporal', 'nats', 'sandbox'];
/** The intent is committed, and nothing has been sent. */
const aboutToSend: Write = {
  table: 'orders',
  on: 'update',
  when: `old.status = 'approved' and new.status = 'submitting'`,
};
const weights = ['0.1', '0.06'];

test('stack.json names every part with its process and address, and the API answers the local owner alone', async () => {
  const { processes, addresses } = stack.stackJson();
  expect(Object.keys(processes).toSorted()).toEqual([...parts].toSorted());
  expect(stillRunning(allPids(stack))).toEqual(allPids(stack));
  const named = ['api', 'nats', 'postgres', 'sandbox', 'temporal', 'temporalUi'];
  expect(Object.keys(addresses).toSorted()).toEqual(named);
  expect((await stack.api('/v1/strategies')).status).toBe(200);
  expect((await fetch(`${addresses.api ?? ''}/v1/strategies`)).status).toBe(401);
});

for (const [turn, part] of parts.entries()) {
  test(`${part} killed while an order is on its way: it comes back, the cycle finishes with one order each, the next one trades`, async () => {
    const pid = pidOf(stack, part);
    await trader.change({ targetWeight: weights[turn % weights.length] ?? '' });
    const held = await holdCommit(stack.stackJson().addresses.postgres ?? '', aboutToSend);
    const cycleId = await trader.start();
    await held.reached();
    process.kill(pid, 'SIGKILL');
    const killedAt = Date.now();
    await held.release();
    await successorOf(stack, part, pid);
    await ready(stack);
    await held.close();

    const interrupted = await trader.ended(cycleId);
    process.stdout.write(
      `  ${part}: finished ${((Date.now() - killedAt) / 1_000).toFixed(1)} s after the kill\n`,
    );
    await trader.change({ targetWeight: '0.08' });
    for (const cycle of [interrupted, await trader.run()]) {
      expect(cycle).toMatchObject({ status: 'completed', outcome: 'traded', reconciliation: { drift: 0 } });
      expect(await discrepancies(stack, cycle)).toEqual([]);
    }
  });
}

test('a second launcher on the same folder is refused, and disturbs nothing', async () => {
  const before = stack.stackJson();
  const second = await bootStack({ home: stack.home, once: true });
  expect(await second.ended).toBe(1);
  expect(second.output()).toMatch(/^alphaflow: npm start already runs here \(process \d+, .*\n$/);
  expect(stack.stackJson()).toEqual(before);
});

test('Ctrl-C ends the launcher with 0 and leaves nothing running', async () => {
  const pids = [...allPids(stack), stack.pid];
  process.kill(stack.pid, 'SIGINT');
  expect(await stack.ended).toBe(0);
  expect(stillRunning(pids)).toEqual([]);
  expect(existsSync(`${stack.home}/stack.json`)).toBe(false);
});
