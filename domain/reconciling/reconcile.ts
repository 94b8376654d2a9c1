import type { DecimalString } from '../money.ts';
import type { BrokerOrder } from '../order.ts';
import type { BrokerPosition, LedgerPosition } from '../portfolio.ts';
import { compareCash } from './compare-cash.ts';
import type { LedgerOrder } from './compare-orders.ts';
import { compareOrders } from './compare-orders.ts';
import { comparePositions } from './compare-positions.ts';
import type { Difference } from './difference.ts';

export type { Difference } from './difference.ts';

export interface LedgerBooks {
  readonly orders: readonly LedgerOrder[];
  readonly positions: readonly LedgerPosition[];
  readonly cash: DecimalString;
}

export interface BrokerBooks {
  /** Every order that is open, and those that ended since the oldest order of the ledger's list. */
  readonly orders: readonly BrokerOrder[];
  readonly positions: readonly BrokerPosition[];
  readonly cash: DecimalString;
}

/**
 * Where the ledger and the broker differ: orders, positions and cash, each ordered by subject; nothing when the books
 * agree. The same books give the same differences, in whatever order their rows come. Tolerances: none for statuses
 * and quantities, a millionth for average prices, less than a cent for cash.
 */
export function compareBooks(books: {
  readonly ledger: LedgerBooks;
  readonly broker: BrokerBooks;
}): readonly Difference[] {
  const { ledger, broker } = books;
  return [
    ...compareOrders(ledger.orders, broker.orders),
    ...comparePositions(ledger.positions, broker.positions),
    ...compareCash(ledger.cash, broker.cash),
  ];
}
