import { decimal } from '../../domain/money.ts';
import { isTerminal } from '../../domain/order.ts';

import type { SimulatedBroker } from './simulated-broker.ts';
import type { SimulatedRow } from './simulated-ledger.ts';
import { isFollowed, type SimulatedOrder, type SimulatedWorld } from './simulated-world.ts';
import { isOpen, type TakenOrder } from './taken-order.ts';
import { hold } from './violation.ts';

/** The numbers are those of reference/reliability.md, section 4, as docs/proofs.md lists them. */
export interface InvariantWatch {
  /** At each request; `isKnown`: it was never sent before, or a look-up did not find it. */
  onSend(sent: { readonly clientOrderId: string; readonly isKnown: boolean; readonly now: number }): void;
  /** After each step of anybody. */
  afterStep(): void;
  /** When the network is well, nobody crashes any more and everything has been asked again. */
  atRest(): void;
}

/** Watches one order; a replacement is an order of its own. */
export function watchInvariants(order: SimulatedOrder, world: SimulatedWorld): InvariantWatch {
  const { ledger } = order;
  const { broker } = world;
  const ids = new Set<string>();
  let before: Pick<SimulatedRow, 'status' | 'filledQty'> | undefined;

  return {
    onSend({ clientOrderId, isKnown, now }) {
      const row = ledger.row();
      ids.add(clientOrderId);
      hold('1', ids.size === 1, () => `sent under ${[...ids].join(' and ')}`);
      hold('2', row !== undefined, () => 'sent without a committed intent');
      if (row === undefined) return;
      hold('3', now < row.intent.expiresAt.getTime(), () => 'sent after its expiry');
      hold('4', isKnown, () => 'sent again without a look-up that did not find it');
    },
    afterStep() {
      const row = ledger.row();
      if (row === undefined) return;
      const { status, filledQty, qty } = row;
      const isUnsettled = status === 'submitting' || status === 'unknown';
      hold(
        '4',
        !isUnsettled || decimal(row.reserved).eq(openPart(row)),
        () => `${status} reserves ${row.reserved}`,
      );
      hold('7', decimal(filledQty).lte(qty), () => `${filledQty} filled of ${qty}`);
      const isApproved = decimal(qty).lte(row.approvedQty) || row.cancelRequested || isTerminal(status);
      hold('7', isApproved, () => `${qty} of ${row.approvedQty} approved, and nobody cancels it`);
      if (before !== undefined) {
        const [was, is] = [before.filledQty, filledQty];
        hold('7', decimal(is).gte(was), () => `filled went from ${was} to ${is}`);
        const stays = !isTerminal(before.status) || status === before.status || status === 'filled';
        hold('10', stays, () => `${before?.status ?? ''} became ${status}`);
      }
      before = { status, filledQty };
      if (row.intent.request.orderClass === 'bracket') holdFollowed(order, row, world);
    },
    atRest() {
      const row = ledger.row();
      const taken = broker.taken().filter(({ clientOrderId }) => clientOrderId.startsWith(order.id));
      const [one] = taken;
      hold('1', taken.length < 2, () => `the broker has ${taken.length} orders`);
      if (row === undefined) hold('2', one === undefined, () => 'the broker has what nobody intended');
      else if (one === undefined) neverTaken(order, row, broker);
      else {
        settled(row, one);
        for (const exit of broker.taken().filter(({ parent }) => parent === one.id)) {
          const known = world.adopted.get(exit.id);
          const theirs = known?.ledger.row();
          const isOurs = known?.parent === order || one.filled === 0;
          hold('4', isOurs && theirs !== undefined, () => `the exit ${exit.id} is nobody's`);
          if (theirs !== undefined) settled(theirs, exit);
        }
      }
    },
  };
}

/** Nobody stops following a position while it has an exit at the broker. */
function holdFollowed(order: SimulatedOrder, row: SimulatedRow, world: SimulatedWorld): void {
  if (decimal(row.filledQty).isZero()) return;
  const exits = world.broker.taken().filter((exit) => exit.parent === row.brokerOrderId && isOpen(exit));
  const isSeenTo = exits.length === 0 || isFollowed(world, order);
  hold('4', isSeenTo, () => `nobody follows it, and ${exits.length} exits stand at the broker`);
}

/** What the broker does not have has ended, unless a request may still be on its way. */
function neverTaken({ id, replaces }: SimulatedOrder, row: SimulatedRow, broker: SimulatedBroker): void {
  const original = broker.taken().find(({ clientOrderId }) => clientOrderId === replaces?.id);
  const mayBeOut = row.attempts > row.unsent && (original === undefined || isOpen(original));
  const hasEnded = isTerminal(row.status) || (row.status === 'unknown' && mayBeOut);
  hold('4', hasEnded, () => `${id} is ${row.status} though it can never come`);
  hold('8', row.fills.length === 0, () => 'fills of an order that nobody has');
}

function settled(row: SimulatedRow, taken: TakenOrder): void {
  hold('4', row.brokerOrderId === taken.id, () => `${row.status}, and the broker has ${taken.id}`);
  hold('10', row.status === taken.status, () => `${row.status}, at the broker ${taken.status}`);
  hold(
    '8',
    row.fills.length === taken.executions.length,
    () => `${row.fills.length} fills of ${taken.executions.length}`,
  );
  const filled = decimal(row.filledQty);
  hold('8', filled.eq(taken.filled), () => `${row.filledQty} filled, at the broker ${taken.filled}`);
  hold(
    '8',
    decimal(row.position?.qty ?? '0')
      .abs()
      .eq(taken.filled),
    () => `the position is ${row.position?.qty ?? '0'}`,
  );
  hold('4', decimal(row.reserved).isZero(), () => `ended, and reserves ${row.reserved}`);
}

/** What an order whose outcome is open must hold back: all that was approved, but for what is booked. */
function openPart({ approvedNotional, filledQty, qty }: SimulatedRow) {
  const of = decimal(qty);
  return decimal(approvedNotional).times(of.minus(filledQty)).dividedBy(of).toDecimalPlaces(6, 0);
}
