import { standingOf } from '../../domain/ordering/order-standing.ts';
import { hasEnded } from '../../workflows/order-answer.ts';
import type { OrderProtocol } from './protocol.ts';
import type { SimulatedBroker } from './simulated-broker.ts';
import type { SimulatedIntent, SimulatedLedger } from './simulated-ledger.ts';

/** One order that somebody wants, with its row of the ledger; a replacement names the order that it is to replace. */
export interface SimulatedOrder {
  readonly id: string;
  readonly ledger: SimulatedLedger;
  readonly replaces?: SimulatedOrder | undefined;
  /** The intent that is committed, as the ledger stands; undefined when risk refuses it. */
  intent(): SimulatedIntent | undefined;
}

/** What the steps of orders work with. Time passes between two steps only. */
export interface SimulatedWorld {
  readonly protocol: OrderProtocol;
  readonly broker: SimulatedBroker;
  /** In the order in which they were wanted. */
  readonly orders: readonly SimulatedOrder[];
  now(): number;
  /** Watches what goes out; `isKnown`: it was never sent before, or a look-up did not find it. */
  onSend(order: SimulatedOrder, clientOrderId: string, isKnown: boolean): void;
  /** Orders that the broker told of and nobody asked for here, by the broker's ids: placed elsewhere, or exits. */
  readonly adopted: Map<string, AdoptedOrder>;
}

export interface AdoptedOrder {
  readonly ledger: SimulatedLedger;
  /** The entry whose exit it is, once the ledger knows. */
  parent: SimulatedOrder | undefined;
}

/** Whether the workflow of an order that is in the ledger goes on, by what it and its exits are there. */
export function isFollowed({ adopted, protocol }: SimulatedWorld, order: SimulatedOrder): boolean {
  const row = order.ledger.row();
  if (row === undefined) return false;
  if (row.intent.request.orderClass !== 'bracket') return !hasEnded({ status: standingOf(row) });
  const exits = [...adopted.values()].filter(({ parent }) => parent === order);
  const legs = exits.flatMap(({ ledger }) => ledger.row() ?? []);
  const status = protocol.entryStanding(row, legs.length);
  return !hasEnded({ status, legs: legs.map((leg) => ({ status: standingOf(leg) })) });
}
