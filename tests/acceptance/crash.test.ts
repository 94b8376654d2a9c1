import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CycleReport } from '../../workflows/messages.ts';
import { type BootedStack, bootStack } from '../support/stack.ts';
import { acceptedOrders, discrepancies } from './broker-books.ts';
import { type CrashPlace, crashPlaces, type Fate } from './crash-places.ts';
import { holdCommit } from './held-commit.ts';
import { pidOf, successorOf } from './processes.ts';
import { driftOfAllAccounts, temporalOf } from './temporal-client.ts';
import { type Trader, traderOn } from './trader.ts';

const FINISHED_WITHIN_MS = 60_000;

let stack: BootedStack;
let client: Client;
let trader: Trader;

beforeAll(async () => {
  stack = await bootStack();
  client = await temporalOf(stack);
  // One symbol, one order a cycle: what is held at a step is then the only order there is.
  trader = await traderOn(stack, ['AAPL']);
});

afterAll(async () => {
  await client.connection.close();
  await stack.stop();
});

/** The target changes from cycle to cycle, so that each has something to trade. */
const weights = ['0.1', '0.06'];
/** Without `EVERY_PART=yes` the places of one order are left to `prove-crash`, which kills at each of them. */
const places =
  process.env['EVERY_PART'] === 'yes'
    ? crashPlaces
    : crashPlaces.filter(({ step }) => !step.startsWith('placeOrder'));
const cases = places.flatMap((place) => place.fates.map((fate) => ({ place, fate })));

for (const [turn, { place, fate }] of cases.entries()) {
  test(`a worker killed at the end of ${place.step}, its last write ${fate}: the same cycle finishes, one order each at the broker, the ledger equals it`, async () => {
    await trader.change({ targetWeight: weights[turn % weights.length] ?? '' });
    const { cycleId, recoveryMs } = await crashedCycle(place, fate);
    process.stdout.write(
      `  ${place.step} (${fate}): finished ${(recoveryMs / 1_000).toFixed(1)} s after the kill\n`,
    );

    const report: CycleReport = await client.workflow.getHandle(cycleId).result();
    expect(report).toMatchObject({ cycleId, status: 'completed' });
    const cycle = await trader.ended(cycleId);
    expect(cycle).toMatchObject({ status: 'completed', outcome: 'traded', reconciliation: { drift: 0 } });
    expect(cycle.sources.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(cycle.orders.length).toBeGreaterThan(0);
    expect(cycle.orders.map(({ clientOrderId }) => clientOrderId).sort()).toEqual(
      cycle.decisions.map(({ clientOrderId }) => clientOrderId).sort(),
    );
    expect(cycle.orders.every(({ status }) => status === 'filled')).toBe(true);
    expect(await discrepancies(stack, cycle)).toEqual([]);
    expect(await driftOfAllAccounts(client)).toEqual([0]);
  });
}

/** Runs a cycle whose worker dies between the effect of the step and the end of its activity, as often as the place says. */
async function crashedCycle({ write, isSent, deaths = 1 }: CrashPlace, fate: Fate) {
  const hold = () => holdCommit(stack.stackJson().addresses.postgres ?? '', write);
  let held = await hold();
  try {
    const cycleId = await trader.start();
    for (let death = 1; ; death += 1) {
      const worker = pidOf(stack, 'worker');
      await held.reached();
      const sent = (await acceptedOrders(stack)).filter(({ client_order_id }) =>
        client_order_id.includes(asOf(cycleId)),
      );
      expect(sent.length > 0).toBe(isSent ?? false);
      if (fate === 'kept') {
        process.kill(worker, 'SIGSTOP');
        await held.commit();
      }
      process.kill(worker, 'SIGKILL');
      const killedAt = Date.now();
      if (fate === 'lost') await held.rollBack();
      if (death < deaths) {
        await held.close();
        held = await hold();
      }
      await successorOf(stack, 'worker', worker);
      if (death < deaths) continue;
      await trader.ended(cycleId, FINISHED_WITHIN_MS);
      return { cycleId, recoveryMs: Date.now() - killedAt };
    }
  } finally {
    await held.close();
  }
}

/** `cycle:<strategy>:2026-01-05T14:30:00.250Z` as client order ids write it: `20260105T143000.250Z`. */
function asOf(cycleId: string): string {
  const moment = cycleId.slice(cycleId.indexOf(':', 'cycle:'.length) + 1);
  return moment.replaceAll(/[-:]/g, '').replace('.000Z', 'Z');
}
