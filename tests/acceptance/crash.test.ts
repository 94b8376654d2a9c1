import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TASK_QUEUES } from '../../workflows/messages.ts';
import type { reconciliation } from '../../workflows/reconciliation.ts';
import { type BootedStack, bootStack } from '../support/stack.ts';
import { acceptedOrders, ordersOnBothSides } from './broker-books.ts';
import { type CrashPlace, crashPlaces } from './crash-places.ts';
import { holdCommit } from './held-commit.ts';
import { pidOf, successorOf } from './processes.ts';
import { type Trader, traderOn } from './trader.ts';

const FINISHED_WITHIN_MS = 60_000;

let stack: BootedStack;
let trader: Trader;

beforeAll(async () => {
  stack = await bootStack({ home: '/tmp/crash-home' });
  trader = await traderOn(stack);
});

afterAll(async () => {
  process.stdout.write(stack.output());
  await stack.stop();
});

const weights = ['0.1', '0.06'];

for (const [turn, place] of crashPlaces.entries()) {
  const fate = turn % 2 === 0 ? 'lost' : 'kept';
  test(`a worker killed at the end of ${place.step}, its last write ${fate}: the same cycle finishes, one order each at the broker, the ledger equals it`, async () => {
    await trader.change({ targetWeight: weights[turn % weights.length] ?? '' });
    const { cycleId, recoveryMs } = await crashedCycle(place, fate);
    process.stdout.write(
      `  ${place.step} (${fate}): finished ${(recoveryMs / 1_000).toFixed(1)} s after the kill\n`,
    );

    const cycle = await trader.ended(cycleId);
    expect(cycle).toMatchObject({ status: 'completed', outcome: 'traded', reconciliation: { drift: 0 } });
    expect(cycle.orders.length).toBeGreaterThan(0);
    expect(cycle.orders.map(({ clientOrderId }) => clientOrderId).sort()).toEqual(
      cycle.decisions.map(({ clientOrderId }) => clientOrderId).sort(),
    );
    for (const { timesAccepted, ledger, broker } of await ordersOnBothSides(stack, cycle)) {
      expect(timesAccepted).toBe(1);
      expect(broker).toEqual([ledger]);
      expect(ledger.status).toBe('filled');
    }
    expect(await driftOfAllAccounts()).toEqual([0]);
  });
}

/** Runs a cycle whose worker dies between the effect of the step and the end of its activity. */
async function crashedCycle(place: CrashPlace, fate: 'lost' | 'kept') {
  const worker = pidOf(stack, 'worker');
  const held = await holdCommit(stack.stackJson().addresses.postgres ?? '', place.write);
  try {
    const cycleId = await trader.start();
    await held.reached();
    const sent = (await acceptedOrders(stack)).filter(({ client_order_id }) =>
      client_order_id.includes(asOf(cycleId)),
    );
    expect(sent.length > 0).toBe(place.isSent ?? false);
    if (fate === 'kept') {
      process.kill(worker, 'SIGSTOP');
      await held.commit();
    }
    process.kill(worker, 'SIGKILL');
    const killedAt = Date.now();
    if (fate === 'lost') await held.rollBack();
    await successorOf(stack, 'worker', worker);
    await trader.ended(cycleId, FINISHED_WITHIN_MS);
    return { cycleId, recoveryMs: Date.now() - killedAt };
  } finally {
    await held.close();
  }
}

/** `cycle:<strategy>:2026-01-05T14:30:00.250Z` as client order ids write it: `20260105T143000.250Z`. */
function asOf(cycleId: string): string {
  const moment = cycleId.slice(cycleId.indexOf(':', 'cycle:'.length) + 1);
  return moment.replaceAll(/[-:]/g, '').replace('.000Z', 'Z');
}

async function driftOfAllAccounts(): Promise<readonly number[]> {
  const connection = await Connection.connect({ address: stack.stackJson().addresses.temporal ?? '' });
  try {
    const summaries = await new Client({ connection }).workflow.execute<typeof reconciliation>(
      'reconciliation',
      {
        workflowId: `reconciliation:after:${crypto.randomUUID()}`,
        taskQueue: TASK_QUEUES.orders,
        args: [{}],
      },
    );
    return summaries.map(({ drift }) => drift);
  } finally {
    await connection.close();
  }
}
