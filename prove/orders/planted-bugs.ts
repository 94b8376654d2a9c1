import { decimal } from '../../domain/money.ts';
import { isTerminal } from '../../domain/order.ts';
import { standingOf } from '../../domain/ordering/order-standing.ts';
import type { Original } from '../../domain/ordering/replacement-protocol.ts';
import { type OrderProtocol, PROTOCOL } from './protocol.ts';

/** One decision made wrongly; the rest is the product's. `seed` is the first that showed it. */
export interface PlantedBug {
  readonly name: string;
  readonly seed: number;
  readonly protocol: OrderProtocol;
}

const bug = (name: string, seed: number, wrong: Partial<OrderProtocol>): PlantedBug => ({
  name,
  seed,
  protocol: { ...PROTOCOL, ...wrong },
});

/** As if nobody else could have taken its place. */
const asOwn = (original: Original): Original =>
  original.kind === 'found' ? { ...original, isAnothersPlace: false } : original;

/** Mistakes that others have made with orders (reference: the incidents in docs/proofs.md), each in one function. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  bug('a fresh id on retry', 1, {
    idOf: (intent, attempt) => (attempt === 1 ? intent : `${intent}-${attempt}`),
  }),
  bug('unknown taken as rejected', 10, {
    stepAfterSubmit: (order, outcome) =>
      outcome.kind === 'unknown'
        ? { kind: 'reject', rejection: { httpStatus: 0, message: 'timed out', facts: {} } }
        : PROTOCOL.stepAfterSubmit(order, outcome),
  }),
  bug('a duplicate id taken as rejected', 11, {
    stepAfterSubmit: (order, outcome) =>
      outcome.kind === 'duplicate'
        ? { kind: 'reject', rejection: { httpStatus: 422, message: 'not unique', facts: {} } }
        : PROTOCOL.stepAfterSubmit(order, outcome),
  }),
  bug('a fill booked twice', 1, { isBooked: () => false }),
  bug('a fill known by its execution id alone', 3, {
    isBooked: (fills, { executionId }) => fills.some((fill) => fill.executionId === executionId),
  }),
  bug('a fill taken for known by its quantity', 5, {
    isBooked: (fills, { qty }) => fills.some((fill) => decimal(fill.qty).eq(qty)),
  }),
  bug('the cumulative quantity booked as the execution’s own', 5, {
    applyExecution: (position, execution) =>
      PROTOCOL.applyExecution(position, { ...execution, qty: execution.cumulativeQty }),
  }),
  bug('sent after its expiry', 20, {
    mayPost: () => true,
    stepAfterLookUp: (order, seen, now) =>
      seen.kind === 'not-found' ? { kind: 'send' } : PROTOCOL.stepAfterLookUp(order, seen, now),
  }),
  bug('the clock not looked at again before the request', 172, { mayPost: () => true }),
  bug('no look-up before resending', 1, {
    firstStep: (order, now) => {
      const step = PROTOCOL.firstStep(order, now);
      return step.kind === 'look-up' && order.status === 'unknown' ? { kind: 'send' } : step;
    },
  }),
  bug('a broker that cannot be read taken for one without the order', 3, {
    stepAfterLookUp: (order, seen, now) =>
      PROTOCOL.stepAfterLookUp(order, seen.kind === 'unreadable' ? { kind: 'not-found' } : seen, now),
  }),
  bug('not found taken as never sent', 2284, { wasNeverSent: ({ isAtBroker }) => !isAtBroker }),
  bug('no proof that nothing was sent', 20, { wasNeverSent: ({ status }) => status === 'approved' }),
  bug('a terminal status left again', 4, {
    nextStatus: (current, observed, facts) =>
      isTerminal(current) && !isTerminal(observed) ? observed : PROTOCOL.nextStatus(current, observed, facts),
  }),
  bug('an end that is never overruled by a fill', 1253, {
    nextStatus: (current, observed, facts) =>
      isTerminal(current) ? current : PROTOCOL.nextStatus(current, observed, facts),
  }),
  bug('the last word wins', 4, { nextStatus: (_, observed) => observed }),
  bug('the reservation dropped while unknown', 1, {
    reservationOf: (order) => (order.status === 'unknown' ? '0' : PROTOCOL.reservationOf(order)),
  }),
  bug('the reservation kept after the end', 1, { reservationOf: (order) => order.approvedNotional }),
  bug('a late rejection speaks for the attempt after it', 3263, {
    isRejectedForGood: ({ status }) => PROTOCOL.nextStatus(status, 'rejected') === 'rejected',
  }),
  bug('a refused replacement taken for one that never came', 3129, {
    stepAfterRefusal: (rejection) => ({ kind: 'reject', rejection }),
  }),
  bug('an original that is not shown taken for one that stands', 3129, {
    stepAfterRefusal: (rejection, original) =>
      original.kind === 'not-found'
        ? { kind: 'reject', rejection }
        : PROTOCOL.stepAfterRefusal(rejection, original),
  }),
  bug('an original that is giving way taken for one that stands', 3673, {
    stepAfterRefusal: (rejection, original) =>
      original.kind === 'found' && original.order.brokerStatus === 'pending_replace'
        ? { kind: 'reject', rejection }
        : PROTOCOL.stepAfterRefusal(rejection, original),
  }),
  bug('a lost replacement that never ends', 43, { replacedNothing: () => false }),
  bug('a lost replacement that ends while its original stands', 9351, {
    replacedNothing: (original) =>
      original.kind === 'found' && !isTerminal(original.order.status)
        ? true
        : PROTOCOL.replacedNothing(original),
  }),
  bug('a place that another took taken for the replacement’s own', 286, {
    stepAfterRefusal: (rejection, original) => PROTOCOL.stepAfterRefusal(rejection, asOwn(original)),
    replacedNothing: (original) => PROTOCOL.replacedNothing(asOwn(original)),
  }),
  bug('a replacement with more than was approved kept', 148, { exceedsApproval: () => false }),
  bug('an entry that has filled taken for its whole group', 72, { entryStanding: standingOf }),
  bug('a claim on an order that is no longer what was seen', 160, {
    mayClaim: (status) => status === 'approved' || status === 'unknown',
  }),
];
