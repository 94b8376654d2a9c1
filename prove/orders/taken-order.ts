import type { BrokerOrder, Execution, OrderRequest, OrderStatus } from '../../domain/order.ts';

/** An order that the simulated broker took. */
export interface TakenOrder {
  readonly id: string;
  readonly clientOrderId: string;
  readonly request: OrderRequest;
  /** The broker's id of the order whose place it is to take. */
  readonly replaces: string | undefined;
  /** Of an exit: the broker's id of its entry. */
  readonly parent: string | undefined;
  readonly visibleAt: number;
  status: OrderStatus;
  qty: number;
  filled: number;
  /** A replacement that has not come to the exchange: its original may still fill, and it may not. */
  isOnItsWay: boolean;
  /** An exit that waits until its entry is filled. */
  isHeld: boolean;
  /** The broker's id of what is to take its place, or has taken it. */
  givesWayTo: string | undefined;
  readonly executions: Execution[];
}

export function isOpen({ status }: TakenOrder): boolean {
  return status === 'accepted' || status === 'partially_filled';
}

/** As the broker tells it where it rolls up the exits of a group. */
export function rolledUp(order: TakenOrder, all: readonly TakenOrder[]): BrokerOrder {
  const legs = all.filter(({ parent }) => parent === order.id).map((leg) => toldOrder(leg, all));
  return { ...toldOrder(order, all), ...(legs.length === 0 ? {} : { legs }) };
}

/** As the broker tells it by itself. */
export function toldOrder(order: TakenOrder, all: readonly TakenOrder[]): BrokerOrder {
  const { id, clientOrderId, request, status, qty, filled, replaces, givesWayTo } = order;
  const at = new Date(0).toISOString();
  const isGivingWay = isOpen(order) && givesWayTo !== undefined;
  const successor = status === 'replaced' ? givesWayTo : undefined;
  const hasItsPlace = all.some((other) => other.id === replaces && other.status === 'replaced');
  return {
    ...request,
    qty: String(qty),
    brokerOrderId: id,
    clientOrderId,
    status,
    brokerStatus: order.isHeld && isOpen(order) ? 'held' : isGivingWay ? 'pending_replace' : status,
    filledQty: String(filled),
    ...(hasItsPlace && replaces !== undefined ? { replaces } : {}),
    ...(successor === undefined ? {} : { replacedBy: successor }),
    submittedAt: at,
    updatedAt: at,
  };
}
