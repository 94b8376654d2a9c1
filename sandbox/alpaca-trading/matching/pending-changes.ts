import { createHash } from 'node:crypto';
import type { Clock } from '../../world/world.ts';
import { exact, ZERO } from '../decimal.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { isPending, type Order } from '../orders/order.ts';
import type { LinkedEvents } from './linked-events.ts';

/** Real ms that a fault adds to the way of a cancel or a replacement to the exchange. */
export type ChangeDelay = (change: 'cancel' | 'replace', orderId: string) => number;

/** Cancels and replacements on their way to the exchange: until they arrive the order can still fill. */
interface PendingChanges {
  /** Sees to it that a change that is pending arrives. */
  look(order: Order): void;
  /** Lets it arrive at once. */
  hurry(order: Order, at: number): void;
  stop(): void;
}

export function createPendingChanges(deps: {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly events: LinkedEvents;
  readonly delay: ChangeDelay;
  /** Takes a replacement on to the book. */
  readonly route: (order: Order) => void;
}): PendingChanges {
  const { clock, ledger, events } = deps;
  const timers = new Map<string, NodeJS.Timeout>();

  const arrive = (order: Order, at: number): void => {
    timers.delete(order.ticket.id);
    if (order.status === 'pending_cancel') events.ends(order, 'canceled', at);
    if (order.status !== 'pending_replace') return;
    const replacement = ledger.replacementOf(order.ticket.id);
    if (!replacement) {
      events.refusesChange(order, 'replace', at);
      return;
    }
    const { executions } = ledger.account(order.ticket.accountId);
    const since = executions
      .filter(
        ({ orderId, at: executed }) => orderId === order.ticket.id && executed > replacement.submittedAt,
      )
      .reduce((sum, { qty }) => sum.plus(qty), ZERO);
    const qty = exact(replacement.ticket.qty ?? 0).minus(since);
    if (!qty.greaterThan(0)) {
      events.ends(replacement, 'rejected', at);
      return;
    }
    // First the quantity: a kill in between must not leave a replacement that asks for too much.
    if (!qty.equals(replacement.qty ?? 0)) events.resizes(replacement, qty, at);
    events.ends(order, 'replaced', at, replacement.ticket.id);
    deps.route(replacement);
  };

  return {
    look(order) {
      const { id } = order.ticket;
      if (!isPending(order) || timers.has(id)) return;
      const change = order.status === 'pending_cancel' ? 'cancel' : 'replace';
      const wayMs = travelMs(id) + deps.delay(change, id);
      timers.set(
        id,
        setTimeout(() => arrive(order, clock.now()), wayMs),
      );
    },
    hurry(order, at) {
      if (!isPending(order)) return;
      clearTimeout(timers.get(order.ticket.id));
      arrive(order, at);
    },
    stop() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}

/** Real ms to the exchange, 5 to 30, by the id of the order. */
function travelMs(orderId: string): number {
  return 5 + (createHash('sha256').update(orderId).digest().readUInt16BE(0) % 26);
}
