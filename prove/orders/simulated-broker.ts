import type { BrokerOrder, Execution, OrderRequest, SubmitOutcome } from '../../domain/order.ts';
import type { LookUp } from '../../domain/ordering/order-protocol.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { isOpen, rolledUp, type TakenOrder, toldOrder } from './taken-order.ts';

/** What becomes of a request on its way. `late`: the caller gives up, and the broker takes it afterwards. */
const FATES = [
  'answered',
  'answered',
  'answered',
  'answer-lost',
  'answer-lost',
  'lost',
  'late',
  'not-sent',
  'rejected',
] as const;
type Fate = (typeof FATES)[number];

const PRICES = ['100', '100.5', '99.25'] as const;
const HIDDEN_MS_MAX = 3_000;

/** One POST, or one PATCH of the order `replaces`; its quantity is then the total over both. */
export interface BrokerRequest {
  readonly clientOrderId: string;
  readonly request: OrderRequest;
  readonly replaces?: string | undefined;
}

/** One event of the trade-update stream. Its execution ids are not promised to be those of the REST list. */
export interface StreamEvent {
  readonly order: BrokerOrder;
  readonly execution?: Execution;
}

export interface SimulatedBroker {
  /** One request at `now`. The broker takes one order an id; the answer may be lost, or the request itself. */
  send(asked: BrokerRequest, now: number): SubmitOutcome;
  lookUp(clientOrderId: string, now: number): LookUp;
  /** Every order that can be seen, with its executions as the REST list has them. */
  list(now: number): readonly { readonly order: BrokerOrder; readonly executions: readonly Execution[] }[];
  requestCancel(brokerOrderId: string): void;
  /** Takes the requests that were late. */
  land(): void;
  /** One more thing happens to an open order: a part or all of it is filled, it ends, or a replacement arrives. */
  trade(): void;
  /** Somebody replaces this order in the broker's own app. */
  replaceElsewhere(clientOrderId: string, now: number): void;
  /** Events since the last call, perhaps doubled, lost or in another order. */
  events(): readonly StreamEvent[];
  /** From here on every answer arrives, and every order can be seen. */
  heal(): void;
  /** Every order that it ever took. */
  taken(): readonly TakenOrder[];
}

const REJECTED: SubmitOutcome = {
  kind: 'rejected',
  rejection: { httpStatus: 403, message: 'no', facts: {} },
};

export function createSimulatedBroker(random: SeededRandom): SimulatedBroker {
  const orders: TakenOrder[] = [];
  const late: { readonly asked: BrokerRequest; readonly at: number }[] = [];
  let stream: StreamEvent[] = [];
  let healed = false;
  const sharesIds = random.chance(0.5);
  /** How the quantity of a replacement counts what the first order has filled is disputed: `total` does not. */
  const counts = random.chance(0.8) ? 'rest' : 'total';

  const find = (clientOrderId: string) => orders.find((order) => order.clientOrderId === clientOrderId);
  const told = (order: TakenOrder): BrokerOrder => toldOrder(order, orders);
  const tell = (order: TakenOrder, execution?: Execution): void => {
    stream.push({ order: told(order), ...(execution === undefined ? {} : { execution }) });
  };

  const add = (
    order: Pick<TakenOrder, 'clientOrderId' | 'request' | 'visibleAt' | 'qty'> & Partial<TakenOrder>,
  ): TakenOrder => {
    const taken: TakenOrder = {
      id: `b${orders.length + 1}`,
      replaces: undefined,
      parent: undefined,
      status: 'accepted',
      filled: 0,
      isOnItsWay: order.replaces !== undefined,
      isHeld: order.parent !== undefined,
      givesWayTo: undefined,
      executions: [],
      ...order,
    };
    orders.push(taken);
    return taken;
  };

  const addExits = ({ id, request, qty, visibleAt }: TakenOrder): void => {
    const { symbol, timeInForce, takeProfit, stopLoss } = request;
    const exit = { symbol, side: 'sell', timeInForce, qty: String(qty), orderClass: 'bracket' } as const;
    const exits: readonly OrderRequest[] = [
      { ...exit, type: 'limit', ...takeProfit },
      { ...exit, type: 'stop', ...stopLoss },
    ];
    for (const [index, leg] of exits.entries()) {
      tell(add({ clientOrderId: `exit-${index}-of-${id}`, request: leg, parent: id, visibleAt, qty }));
    }
  };

  /** The order as it was taken, or why it was not. */
  const take = ({ clientOrderId, request, replaces }: BrokerRequest, now: number) => {
    const original = orders.find(({ id }) => id === replaces);
    if (original !== undefined && (!isOpen(original) || original.givesWayTo !== undefined)) return 'rejected';
    if (find(clientOrderId) !== undefined) return 'duplicate';
    const left = Number(request.qty) - (counts === 'rest' ? (original?.filled ?? 0) : 0);
    if (left <= 0) return 'rejected';
    const visibleAt = random.chance(0.5) ? now + random.between(0, HIDDEN_MS_MAX) : now;
    const order = add({ clientOrderId, request, replaces, visibleAt, qty: left });
    if (original !== undefined) {
      original.givesWayTo = order.id;
      tell(original);
    }
    tell(order);
    if (request.orderClass === 'bracket') addExits(order);
    return order;
  };

  const land = (): void => {
    for (const { asked, at } of late.splice(0)) take(asked, at);
  };

  /** A replacement comes to the exchange: its original gives way, or has ended and it is rejected. */
  const arrive = (order: TakenOrder): void => {
    const original = orders.find(({ id }) => id === order.replaces);
    if (original === undefined) return;
    order.isOnItsWay = false;
    const left = counts === 'rest' ? Number(order.request.qty) - original.filled : order.qty;
    if (!isOpen(original) || left <= 0) {
      order.status = 'rejected';
      original.givesWayTo = undefined;
      tell(order);
      return;
    }
    order.qty = left;
    original.status = 'replaced';
    tell(original);
    tell(order);
  };

  const fill = (order: TakenOrder, shares: number): void => {
    order.filled += shares;
    const execution: Execution = {
      executionId: `${order.id}-x${order.executions.length + 1}`,
      brokerOrderId: order.id,
      symbol: order.request.symbol,
      side: order.request.side,
      qty: String(shares),
      price: random.pick(PRICES),
      cumulativeQty: String(order.filled),
      at: new Date(0).toISOString(),
    };
    order.executions.push(execution);
    order.status = order.filled === order.qty ? 'filled' : 'partially_filled';
    tell(order, sharesIds ? execution : { ...execution, executionId: `stream-${execution.executionId}` });
    for (const exit of orders.filter(({ parent }) => parent === order.id)) {
      exit.isHeld = order.status !== 'filled';
      tell(exit);
    }
    for (const other of othersOf(order)) {
      other.qty -= shares;
      if (other.qty > other.filled) tell(other);
      else end(other, 'canceled');
    }
  };

  /** The open exits that stand for the same shares. */
  const othersOf = (order: TakenOrder): readonly TakenOrder[] =>
    orders.filter(
      (one) => one !== order && isOpen(one) && one.parent !== undefined && one.parent === order.parent,
    );

  const end = (order: TakenOrder, status: 'canceled' | 'expired'): void => {
    order.status = status;
    // What was to take a place leaves it to the one who has it.
    const original = orders.find(({ id }) => order.isOnItsWay && id === order.replaces);
    if (original !== undefined) original.givesWayTo = undefined;
    order.isOnItsWay = false;
    tell(order);
    // A group ends with any of its orders.
    for (const other of othersOf(order)) end(other, status);
    for (const exit of orders.filter((one) => one.parent === order.id && isOpen(one))) end(exit, status);
  };

  return {
    send(asked, now) {
      const fate: Fate = healed ? 'answered' : random.pick(FATES);
      if (fate === 'not-sent') return { kind: 'not-sent', reason: 'no connection, or 429' };
      if (fate === 'lost') return { kind: 'unknown', reason: 'lost on the way' };
      if (fate === 'late') {
        late.push({ asked, at: now });
        return { kind: 'unknown', reason: 'no answer in time' };
      }
      // Requests of one id are taken in the order in which they were made.
      land();
      if (fate === 'rejected' && find(asked.clientOrderId) === undefined) return REJECTED;
      const order = take(asked, now);
      if (fate === 'answer-lost') return { kind: 'unknown', reason: 'the answer is lost' };
      if (order === 'rejected') return REJECTED;
      return order === 'duplicate'
        ? { kind: 'duplicate' }
        : { kind: 'accepted', order: rolledUp(order, orders) };
    },
    lookUp(clientOrderId, now) {
      if (!healed && random.chance(0.2)) return { kind: 'unreadable', reason: 'the broker is away' };
      const order = find(clientOrderId);
      const isSeen = order !== undefined && (healed || order.visibleAt <= now);
      return isSeen ? { kind: 'found', order: rolledUp(order, orders) } : { kind: 'not-found' };
    },
    list: (now) =>
      orders
        .filter(({ visibleAt }) => healed || visibleAt <= now)
        .map((order) => ({ order: told(order), executions: order.executions })),
    requestCancel(brokerOrderId) {
      const order = orders.find(({ id }) => id === brokerOrderId);
      // An order that gives way to another takes no wish.
      if (order === undefined || !isOpen(order) || order.givesWayTo !== undefined) return;
      if (random.chance(0.3)) return;
      if (!order.isOnItsWay && !order.isHeld && random.chance(0.2)) {
        // A fill was on its way and wins over the end that was told already.
        tell({ ...order, status: 'canceled' });
        fill(order, order.qty - order.filled);
        return;
      }
      end(order, 'canceled');
    },
    land,
    trade() {
      const open = orders.filter((order) => isOpen(order) && !order.isHeld);
      const order = open[random.between(0, Math.max(0, open.length - 1))];
      if (order === undefined) return;
      if (order.isOnItsWay) arrive(order);
      else if (order.givesWayTo === undefined && random.chance(0.1)) {
        end(order, random.pick(['expired', 'canceled']));
      } else fill(order, random.between(1, order.qty - order.filled));
    },
    replaceElsewhere(clientOrderId, now) {
      const original = find(clientOrderId);
      if (original === undefined || original.request.orderClass !== undefined) return;
      const { id: replaces, request } = original;
      const order = take({ clientOrderId: `elsewhere-${clientOrderId}`, request, replaces }, now);
      if (typeof order !== 'string') arrive(order);
    },
    events() {
      const arrived: StreamEvent[] = [];
      for (const event of stream) {
        const fate = random.between(1, 10);
        if (fate === 1) continue;
        arrived.push(event);
        if (fate === 2) arrived.push(event);
      }
      stream = [];
      return random.chance(0.3) ? arrived.toReversed() : arrived;
    },
    heal() {
      healed = true;
    },
    taken: () => orders,
  };
}
