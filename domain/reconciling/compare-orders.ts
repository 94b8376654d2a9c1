import type { DecimalString } from '../money.ts';
import { decimal } from '../money.ts';
import type { BrokerOrder, OrderStatus } from '../order.ts';
import { nextStatus } from '../ordering/order-state.ts';
import type { Difference } from './difference.ts';

/** An order as the ledger has it. */
export interface LedgerOrder {
  readonly clientOrderId: string;
  readonly status: OrderStatus;
  readonly filledQty: DecimalString;
}

/** Sent, or perhaps sent: the broker should know it, unless the outcome is open. */
const AT_BROKER: ReadonlySet<OrderStatus> = new Set<OrderStatus>([
  'submitting',
  'unknown',
  'accepted',
  'partially_filled',
]);
const OUTCOME_OPEN: ReadonlySet<OrderStatus> = new Set<OrderStatus>(['submitting', 'unknown']);

/**
 * Orders by client order id. One that has ended in the ledger may be missing from the broker's list, which reaches
 * back only so far; one that is not in the ledger was placed elsewhere.
 */
export function compareOrders(
  ledger: readonly LedgerOrder[],
  broker: readonly BrokerOrder[],
): readonly Difference[] {
  const ours = new Map(ledger.map((order) => [order.clientOrderId, order]));
  const theirs = new Map(broker.map((order) => [order.clientOrderId, order]));
  const ids = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  return ids.flatMap((id) => {
    const mine = ours.get(id);
    const other = theirs.get(id);
    if (mine !== undefined && other !== undefined) return compareOne(mine, other);
    if (mine !== undefined) return notAtBroker(mine);
    return other === undefined ? [] : [notInLedger(other)];
  });
}

function compareOne(mine: LedgerOrder, other: BrokerOrder): readonly Difference[] {
  const differences: Difference[] = [];
  const subject = mine.clientOrderId;
  if (statusAt(other) !== mine.status) {
    const behind = nextStatus(mine.status, other.status, other) === statusAt(other);
    differences.push({
      kind: 'order-status',
      subject,
      ledger: mine.status,
      broker: statusAt(other),
      ...(behind ? { explanation: 'The ledger has not booked the broker’s latest word yet.' } : {}),
    });
  }
  if (!decimal(mine.filledQty).eq(other.filledQty)) {
    const behind = decimal(mine.filledQty).lt(other.filledQty);
    differences.push({
      kind: 'order-filled-qty',
      subject,
      ledger: mine.filledQty,
      broker: other.filledQty,
      ...(behind ? { explanation: 'The ledger has not booked every execution yet.' } : {}),
    });
  }
  return differences;
}

/** The broker's status with its quantities taken in: `pending_cancel` with some filled is partially filled. */
function statusAt(order: BrokerOrder): OrderStatus {
  return nextStatus(order.status, order.status, order);
}

function notAtBroker(mine: LedgerOrder): readonly Difference[] {
  if (!AT_BROKER.has(mine.status)) return [];
  return [
    {
      kind: 'order-not-at-broker',
      subject: mine.clientOrderId,
      ledger: mine.status,
      broker: 'not found',
      ...(OUTCOME_OPEN.has(mine.status)
        ? { explanation: 'Its outcome is not known yet: it may still appear, or was never sent.' }
        : {}),
    },
  ];
}

function notInLedger(other: BrokerOrder): Difference {
  return {
    kind: 'order-not-in-ledger',
    subject: other.clientOrderId,
    ledger: 'not found',
    broker: `${other.status}, ${other.filledQty} filled of ${other.symbol}`,
    explanation: 'It was placed outside AlphaFlow and is to be adopted as external.',
  };
}
