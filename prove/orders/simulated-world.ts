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
  /** Orders of the broker that the ledger has taken in from elsewhere, by the broker's ids. */
  readonly adopted: Set<string>;
}
