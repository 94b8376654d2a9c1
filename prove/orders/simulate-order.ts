import type { OrderRequest } from '../../domain/order.ts';
import { isTerminal } from '../../domain/order.ts';
import { type SeededRandom, seededRandom } from '../seeded-random.ts';
import { type InvariantWatch, watchInvariants } from './invariants.ts';
import { type OrderProtocol, PROTOCOL } from './protocol.ts';
import { createSimulatedBroker } from './simulated-broker.ts';
import { createSimulatedLedger } from './simulated-ledger.ts';
import { isFollowed, type SimulatedOrder, type SimulatedWorld } from './simulated-world.ts';
import { type Pause, runThrough, type SteppedRun, steppedRun } from './stepped-run.ts';
import { adoptSimulated, CLAIMED, settleSimulated, submitSimulated } from './submit-simulated.ts';
import { isOpen } from './taken-order.ts';
import { Violation } from './violation.ts';

const STEPS_MAX = 80;
const RESTING_ROUNDS = 24;
const EXPIRY_MS = 60_000;
const BRACKET = {
  orderClass: 'bracket',
  takeProfit: { limitPrice: '110' },
  stopLoss: { stopPrice: '90' },
} as const;
const unpaused: Pause = () => Promise.resolve();

interface RunningSteps {
  readonly order: SimulatedOrder;
  readonly run: SteppedRun;
}

/**
 * One order from one seed, and in half of them another that is to take its place, in a quarter its exits: a broker and a network that do what
 * they like, runs of the orders' steps that crash, come back, or go on beside each other, a stream and a catch-up in
 * any sequence. Gives the invariant that did not hold.
 */
export async function simulateOrder(
  seed: number,
  protocol: OrderProtocol = PROTOCOL,
): Promise<Violation | undefined> {
  const random = seededRandom(seed);
  const state = { now: 0 };
  const broker = createSimulatedBroker(random);
  const orders = wantedOrders(random, protocol, () => state.now);
  const world: SimulatedWorld = {
    protocol,
    orders,
    broker,
    adopted: new Map(),
    now: () => state.now,
    onSend: (order, clientOrderId, isKnown) =>
      watches.get(order)?.onSend({ clientOrderId, isKnown, now: state.now }),
  };
  const watches = new Map(orders.map((order) => [order, watchInvariants(order, world)]));
  const watch = [...watches.values()];
  try {
    await liveThrough(world, random, state, watch);
    await comeToRest(world, state, watch);
    for (const one of watch) one.atRest();
    return undefined;
  } catch (error) {
    if (error instanceof Violation) return error;
    throw error;
  }
}

/** An order, or an entry with its exits, or an order and what is to replace it with other shares. */
function wantedOrders(
  random: SeededRandom,
  protocol: OrderProtocol,
  now: () => number,
): readonly SimulatedOrder[] {
  const qty = random.between(1, 5);
  const request: OrderRequest = {
    symbol: 'AAPL',
    side: 'buy',
    type: 'limit',
    timeInForce: 'day',
    qty: String(qty),
    limitPrice: '101',
  };
  const expiresAt = () => new Date(now() + EXPIRY_MS);
  const kind = random.pick(['simple', 'replaced', 'replaced', 'bracket']);
  const wanted = kind === 'bracket' ? { ...request, ...BRACKET } : request;
  const first: SimulatedOrder = {
    id: 'intent-1',
    ledger: createSimulatedLedger(protocol),
    intent: () => ({ clientOrderId: 'intent-1', request: wanted, expiresAt: expiresAt() }),
  };
  if (kind !== 'replaced') return [first];
  const total = Math.max(1, qty + random.between(-1, 2));
  const changed = { ...request, qty: String(total), limitPrice: '102' };
  const second: SimulatedOrder = {
    id: 'intent-2',
    ledger: createSimulatedLedger(protocol),
    replaces: first,
    intent() {
      const row = first.ledger.row();
      const isOpenThere = row?.brokerOrderId !== undefined && !isTerminal(row.status) && !row.cancelRequested;
      const left = total - Number(row?.filledQty ?? 0);
      if (!isOpenThere || left <= 0) return undefined;
      return { clientOrderId: 'intent-2', request: changed, expiresAt: expiresAt(), leftQty: String(left) };
    },
  };
  return [first, second];
}

async function liveThrough(
  world: SimulatedWorld,
  random: SeededRandom,
  state: { now: number },
  watch: readonly InvariantWatch[],
): Promise<void> {
  const { broker, orders } = world;
  const any = (): SimulatedOrder => random.pick(atLeastOne(orders));
  let running = begin(world, any(), []);
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const act = random.between(1, 20);
    if (act <= 11) running = await advance(running, random);
    else if (act === 12 && random.chance(0.7)) running = running.slice(1);
    else if (act === 13) running = begin(world, any(), running);
    else if (act === 14)
      state.now += random.chance(0.1) ? random.between(20_000, 70_000) : random.between(1, 2_000);
    else if (act === 15) broker.land();
    else if (act === 16 && random.chance(0.4)) broker.trade();
    else if (act === 17) await hearStream(world);
    else if (act === 18) await catchUp(world);
    else if (act === 19 && random.chance(0.1)) requestCancel(world, any());
    else if (act === 19 && random.chance(0.05)) broker.replaceElsewhere(any().id, state.now);
    else if (running.length === 0) running = begin(world, any(), running);
    for (const one of watch) one.afterStep();
  }
}

/** At most two runs of one order go on beside each other, as after a heartbeat that was missed. */
function begin(
  world: SimulatedWorld,
  order: SimulatedOrder,
  running: readonly RunningSteps[],
): readonly RunningSteps[] {
  if (running.filter((one) => one.order === order).length > 1) return running;
  return [...running, { order, run: steppedRun((pause) => submitSimulated(world, order, pause)) }];
}

async function advance(
  running: readonly RunningSteps[],
  random: SeededRandom,
): Promise<readonly RunningSteps[]> {
  const chosen = running[random.between(0, Math.max(0, running.length - 1))];
  if (chosen === undefined) return running;
  let at = await chosen.run.advance();
  if (at === CLAIMED && random.chance(0.8)) at = await chosen.run.advance();
  const goesOn = at !== undefined && at !== CLAIMED;
  return running.filter((one) => one !== chosen || goesOn);
}

/** Every event that the stream still tells of, by the rules of `takeInUpdate`. */
async function hearStream(world: SimulatedWorld): Promise<void> {
  for (const { order: told, execution } of world.broker.events()) {
    const order = ourOrder(world, told.clientOrderId);
    const row = order?.ledger.row();
    if (order === undefined || row === undefined) {
      const { ledger } = adoptSimulated(world, told);
      if (execution !== undefined) ledger.book(execution);
      await settleSimulated(world, { ledger }, told, unpaused);
      continue;
    }
    if (execution === undefined && row.status === 'submitting') continue;
    if (execution !== undefined) order.ledger.book(execution);
    await settleSimulated(world, order, told, unpaused);
  }
}

/** What the REST lists tell, by the rules of `catchUp`. */
async function catchUp(world: SimulatedWorld): Promise<void> {
  for (const { order: told } of world.broker.list(world.now())) {
    const order = ourOrder(world, told.clientOrderId);
    if (order === undefined) await settleSimulated(world, adoptSimulated(world, told), told, unpaused);
    else if (order.ledger.row() !== undefined) await settleSimulated(world, order, told, unpaused);
  }
}

/** `refreshOrder`: the broker is asked for an order that is followed, which tells its exits too. */
async function refresh(world: SimulatedWorld, order: SimulatedOrder): Promise<void> {
  if (!isFollowed(world, order)) return;
  const seen = world.broker.lookUp(order.id, world.now());
  if (seen.kind === 'found') await settleSimulated(world, order, seen.order, unpaused);
}

/** Somebody wishes an end to an order; what is to take its place is not wanted either. */
function requestCancel({ orders, broker }: SimulatedWorld, order: SimulatedOrder): void {
  for (const { ledger } of [order, ...orders.filter(({ replaces }) => replaces === order)]) {
    const row = ledger.row();
    if (row === undefined) continue;
    ledger.requestCancel();
    if (row.brokerOrderId !== undefined) broker.requestCancel(row.brokerOrderId);
  }
}

function ourOrder({ orders, protocol }: SimulatedWorld, clientOrderId: string): SimulatedOrder | undefined {
  return orders.find(({ id }) => protocol.idOf(id, 1) === clientOrderId);
}

/** The network is well and nobody crashes: what is open is settled as the workflows would go on to do. */
async function comeToRest(
  world: SimulatedWorld,
  state: { now: number },
  watch: readonly InvariantWatch[],
): Promise<void> {
  const { broker, orders } = world;
  broker.heal();
  broker.land();
  for (let round = 0; round < RESTING_ROUNDS; round += 1) {
    for (const order of orders) {
      await runThrough(steppedRun((pause) => submitSimulated(world, order, pause)));
      await refresh(world, order);
    }
    broker.trade();
    await catchUp(world);
    state.now += 30_000;
    for (const one of watch) one.afterStep();
    if (!orders.some((order) => isFollowed(world, order)) && !broker.taken().some(isOpen)) break;
  }
}

function atLeastOne<T>([first, ...others]: readonly T[]): readonly [T, ...T[]] {
  if (first === undefined) throw new Error('no order is wanted');
  return [first, ...others];
}
