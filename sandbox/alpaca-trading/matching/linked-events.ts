import { type Decimal, exact, ZERO } from '../decimal.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { type GroupPlace, isOpen, type Order } from '../orders/order.ts';
import type { OrderEvents } from './order-events.ts';

/** Order events whose consequences for linked orders, replacements and the legs of a group, happen with them. */
export interface LinkedEvents extends OrderEvents {
  /** Makes the orders linked to this one stand as they must; changes nothing when they do. */
  follow(order: Order, at: number): void;
}

export function linkEvents(events: OrderEvents, ledger: Ledger): LinkedEvents {
  const followReplacement = (order: Order, at: number): void => {
    const { id, replaces } = order.ticket;
    const replacement = ledger.replacementOf(id);
    if (replacement && !isOpen(order)) linked.ends(replacement, 'rejected', at);
    if (replaces === null) return;
    const replaced = ledger.order(replaces);
    if (!replaced) return;
    if (!isOpen(order) && replaced.status === 'pending_replace')
      events.refusesChange(replaced, 'replace', at);
    // A kill came between the end of the one and the refusal of the other.
    const orphaned = isOpen(order) && !isOpen(replaced) && replaced.status !== 'replaced';
    if (orphaned) linked.ends(order, 'rejected', at);
  };

  const followGroup = (order: Order, at: number): void => {
    const { group } = order.ticket;
    if (!group) return;
    const members = ledger.group(group.id);
    const standing = (role: GroupPlace['role']): Order | undefined =>
      members.findLast(
        ({ ticket, status }) =>
          ticket.group?.role === role &&
          status !== 'replaced' &&
          status !== 'rejected' &&
          (ticket.replaces === null || ledger.replacementOf(ticket.replaces)?.ticket.id !== ticket.id),
      );
    const entry = standing('entry');
    const exits = [standing('take_profit'), standing('stop_loss')].filter((exit) => exit !== undefined);
    const active = entry
      ? entry.status === 'filled'
      : exits.some(({ workingSince }) => workingSince !== undefined);
    for (const exit of exits) if (active && exit.status === 'held') linked.works(exit, at);

    const entryFailed = entry !== undefined && !isOpen(entry) && entry.status !== 'filled';
    const done = exits.some(({ status }) => status === 'filled' || status === 'canceled');
    if (entryFailed || done) {
      for (const member of [...exits, ...(entry ? [entry] : [])]) {
        if (isOpen(member)) linked.ends(member, 'canceled', at);
      }
      return;
    }
    resize(exits, left(members), at);
  };

  /** What one leg has filled the other no longer has to. */
  const resize = (exits: readonly Order[], open: Decimal, at: number): void => {
    for (const exit of exits) {
      const qty = exit.filledQty.plus(open);
      if (isOpen(exit) && exit.qty !== null && !qty.equals(exit.qty)) events.resizes(exit, qty, at);
    }
  };

  const follow = (order: Order, at: number): void => {
    followReplacement(order, at);
    followGroup(order, at);
  };

  const linked: LinkedEvents = {
    ...events,
    follow,
    works(order, at) {
      events.works(order, at);
      followGroup(order, at);
    },
    executes(order, qty, price, completes, at) {
      const before = order.status;
      events.executes(order, qty, price, completes, at);
      if (completes && before === 'pending_cancel') events.refusesChange(order, 'cancel', at);
      if (completes && before === 'pending_replace') {
        follow(order, at);
        events.refusesChange(order, 'replace', at);
        return;
      }
      follow(order, at);
    },
    ends(order, status, at, replacedBy) {
      const replacement = ledger.replacementOf(order.ticket.id);
      events.ends(order, status, at, replacedBy);
      if (replacement && status !== 'replaced') {
        linked.ends(replacement, 'rejected', at);
        events.refusesChange(order, 'replace', at);
      }
      follow(order, at);
    },
  };
  return linked;
}

/** Shares that the exits of a group still have to close. */
function left(members: readonly Order[]): Decimal {
  const exits = members.filter(({ ticket }) => ticket.group?.role !== 'entry');
  const filled = exits.reduce((sum, { filledQty }) => sum.plus(filledQty), ZERO);
  return exact(exits[0]?.ticket.qty ?? 0).minus(filled);
}
