import { type SubmissionEffects, submitOnce } from '../../activities/orders/submit-once.ts';
import type { BrokerOrder, SubmitOutcome } from '../../domain/order.ts';
import type { SubmittingOrder } from '../../domain/ordering/order-protocol.ts';
import { createSimulatedLedger, type SimulatedRow } from './simulated-ledger.ts';
import type { AdoptedOrder, SimulatedOrder, SimulatedWorld } from './simulated-world.ts';
import type { Pause } from './stepped-run.ts';
import { hold } from './violation.ts';

/**
 * Where a run goes on at once or never: a request that goes out after a later one was answered is left out here
 * (docs/proofs.md, "What it takes for granted").
 */
export const CLAIMED = 'claimed';

/** `approveOrder`, then the product's own `submitOnce` over the simulated ledger and broker. */
export async function submitSimulated(
  world: SimulatedWorld,
  order: SimulatedOrder,
  pause: Pause,
): Promise<void> {
  await pause('before the intent commits');
  const intent = order.ledger.row() === undefined ? order.intent() : undefined;
  if (intent !== undefined) order.ledger.commitIntent(intent);
  if (order.ledger.row() === undefined) return;
  await pause('the intent is committed');
  await submitOnce(submittingOrder(rowOf(order)), effectsOf(world, order, pause), world.protocol);
}

function effectsOf(world: SimulatedWorld, order: SimulatedOrder, pause: Pause): SubmissionEffects<void> {
  const { broker, protocol } = world;
  const { ledger } = order;
  const run = { wasNeverSent: false, wasMissed: false, id: order.id };
  return {
    now: () => new Date(world.now()),

    async claim(seen) {
      await pause('before the claim');
      const claim = ledger.markSubmitting(seen);
      if (claim === undefined) return undefined;
      run.wasNeverSent = claim.was === 'approved';
      run.id = protocol.idOf(order.id, claim.attempt);
      await pause(CLAIMED);
      return String(claim.attempt);
    },

    async send(): Promise<SubmitOutcome> {
      world.onSend(order, run.id, run.wasNeverSent || run.wasMissed);
      const { request } = rowOf(order).intent;
      const replaces = order.replaces?.ledger.row()?.brokerOrderId;
      const outcome = broker.send({ clientOrderId: run.id, request, replaces }, world.now());
      await pause('answered');
      return outcome;
    },

    async lookUp() {
      await pause('before the look-up');
      const seen = broker.lookUp(protocol.idOf(order.id, Math.max(1, rowOf(order).attempts)), world.now());
      run.wasMissed = seen.kind === 'not-found';
      return seen;
    },

    async lookUpOriginal() {
      await pause('before the original is looked up');
      const seen = broker.lookUp(order.replaces?.id ?? '', world.now());
      if (seen.kind !== 'found') return seen;
      const { replacedBy } = seen.order;
      const isAnothersPlace = replacedBy !== undefined && world.adopted.has(replacedBy);
      return { ...seen, isAnothersPlace };
    },

    adopt: (told) => settleSimulated(world, order, told, pause),

    async contradict(differences) {
      await Promise.resolve();
      hold('1', false, () => `the broker has another order under ${order.id}: ${differences.join('; ')}`);
    },

    async markUnknown() {
      await pause('before it is unknown');
      ledger.markUnknown();
    },

    async noteUnsent() {
      await pause('before the proof is noted');
      ledger.noteUnsent();
    },

    async reject(attempt) {
      await pause('before the rejection is recorded');
      ledger.recordRejection(Number(attempt));
    },

    async endReplacement() {
      await pause('before the replacement ends');
      ledger.recordRejection();
    },

    async endUnsent(as) {
      await pause('before it ends unsent');
      ledger.endUnsent(as);
      const { status } = rowOf(order);
      return { ended: status === 'canceled' || status === 'expired', answer: undefined };
    },

    standing: () => Promise.resolve(),
  };
}

/**
 * `settleOrder`: first the executions that are not booked, then the status, with the exits of a group in one step; then
 * the wish to cancel.
 */
export async function settleSimulated(
  world: SimulatedWorld,
  order: Pick<SimulatedOrder, 'ledger'>,
  told: BrokerOrder,
  pause: Pause,
): Promise<void> {
  const { broker } = world;
  const { ledger } = order;
  const listed = broker.list(world.now()).find(({ order }) => order.brokerOrderId === told.brokerOrderId);
  for (const execution of listed?.executions ?? []) {
    await pause('before an execution is booked');
    ledger.book(execution);
  }
  await pause('before the status is taken in');
  ledger.observe(told);
  if (told.legs !== undefined) {
    for (const leg of told.legs)
      adoptSimulated(world, leg).parent = world.orders.find((one) => one === order);
    for (const leg of told.legs) await settleSimulated(world, adoptSimulated(world, leg), leg, pause);
  }
  if (ledger.row()?.cancelRequested === true) {
    await pause('before the wish to cancel is passed on');
    broker.requestCancel(told.brokerOrderId);
  }
}

/** `adoptExternalOrder`: takes in what the ledger does not know, once. */
export function adoptSimulated({ adopted, protocol }: SimulatedWorld, told: BrokerOrder): AdoptedOrder {
  const known = adopted.get(told.brokerOrderId);
  if (known !== undefined) return known;
  const { symbol, side, clientOrderId, qty = '0' } = told;
  const request = { symbol, side, type: 'limit', timeInForce: 'day', qty } as const;
  const order = { ledger: createSimulatedLedger(protocol), parent: undefined };
  order.ledger.commitIntent({ clientOrderId, request, expiresAt: new Date(0), leftQty: qty });
  order.ledger.observe(told);
  adopted.set(told.brokerOrderId, order);
  return order;
}

export function rowOf({ id, ledger }: SimulatedOrder): SimulatedRow {
  const row = ledger.row();
  if (row === undefined) throw new Error(`no committed intent ${id}`);
  return row;
}

function submittingOrder({ status, cancelRequested, intent }: SimulatedRow): SubmittingOrder {
  const { request, expiresAt, leftQty } = intent;
  return {
    status,
    request,
    cancelRequested,
    expiresAt,
    ...(leftQty === undefined ? {} : { replacement: { orderClass: 'simple' } }),
  };
}
