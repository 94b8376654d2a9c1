import type {
  BrokerOrder,
  BrokerRejection,
  OrderClass,
  OrderRequest,
  OrderStatus,
  SubmitOutcome,
} from '../order.ts';
import { payloadDifferences } from '../payload-text.ts';
import { UNSENT } from './order-state.ts';

/**
 * How one approved order gets to the broker, once: what to do next, given the ledger's row, the broker's answer and
 * the clock. Nothing is sent after the intent's expiry, nothing is sent again that was not looked up first, and an
 * outcome that cannot be known now is unknown, never a rejection. What a replacement needs besides is in
 * `replacement-protocol.ts`.
 */

/** What the ledger says of an order that is to be sent, as far as the protocol asks. */
export interface SubmittingOrder {
  readonly status: OrderStatus;
  readonly request: OrderRequest;
  readonly cancelRequested: boolean;
  /** No request to the broker from this moment on. */
  readonly expiresAt: Date;
  /** Of a replacement, which is sent as a change of another order. */
  readonly replacement?: {
    /** It stays in the group of the order it replaces. */
    readonly orderClass: OrderClass;
  };
}

/** Ends an order that was never sent; whether that can be proved is for the ledger to say (`wasNeverSent`). */
interface EndUnsent {
  readonly kind: 'end-unsent';
  readonly as: 'canceled' | 'expired';
}

/** The broker has the order, as it was approved or as something else. */
type Found =
  | { readonly kind: 'adopt'; readonly order: BrokerOrder }
  | { readonly kind: 'contradiction'; readonly differences: readonly string[] };

/** `settled`: nothing is to be sent, the ledger has the answer. */
export type FirstStep =
  | { readonly kind: 'settled' }
  | { readonly kind: 'look-up' }
  | { readonly kind: 'send' }
  | EndUnsent;

/** One that was never sent is sent; one that may have been is looked up. */
export function firstStep(order: SubmittingOrder, now: Date): FirstStep {
  if (order.status === 'approved') return sendWhileWanted(order, now);
  return { kind: order.status === 'submitting' || order.status === 'unknown' ? 'look-up' : 'settled' };
}

/** What came of asking the broker for an order under its client order id. */
export type LookUp =
  | { readonly kind: 'found'; readonly order: BrokerOrder }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'unreadable'; readonly reason: string };

export type StepAfterLookUp =
  | Found
  | { readonly kind: 'leave-unknown'; readonly reason: string }
  | { readonly kind: 'send' }
  | EndUnsent;

/** Not found may mean never taken, or not shown yet: the same id is sent again, of which the broker takes only one. */
export function stepAfterLookUp(order: SubmittingOrder, seen: LookUp, now: Date): StepAfterLookUp {
  if (seen.kind === 'unreadable') return { kind: 'leave-unknown', reason: seen.reason };
  return seen.kind === 'found' ? found(order, seen.order) : sendWhileWanted(order, now);
}

/** Between the ledger's claim and the request: it may have taken long to get the claim. */
export function mayPost(order: Pick<SubmittingOrder, 'expiresAt'>, now: Date): boolean {
  return now < order.expiresAt;
}

/** `look-up`: the broker has an order under this id already. `ask-original`: what was refused is a replacement. */
export type StepAfterSubmit =
  | Found
  | { readonly kind: 'reject' | 'ask-original'; readonly rejection: BrokerRejection }
  | { readonly kind: 'look-up' }
  | { readonly kind: 'leave-unsent'; readonly reason: string }
  | { readonly kind: 'leave-unknown'; readonly reason: string };

/** What one request's outcome means for the order. */
export function stepAfterSubmit(order: SubmittingOrder, outcome: SubmitOutcome): StepAfterSubmit {
  if (outcome.kind === 'accepted') return found(order, outcome.order);
  if (outcome.kind === 'rejected') {
    const { rejection } = outcome;
    return { kind: order.replacement === undefined ? 'reject' : 'ask-original', rejection };
  }
  if (outcome.kind === 'duplicate') return { kind: 'look-up' };
  return { kind: outcome.kind === 'not-sent' ? 'leave-unsent' : 'leave-unknown', reason: outcome.reason };
}

/**
 * Whether the broker's refusal ends the order: only while nothing else is known of it, and no other attempt was made
 * since the one that was refused. A run that was slow to hear its answer does not speak for the one that took its
 * place.
 */
export function isRejectedForGood(order: {
  readonly status: OrderStatus;
  readonly isAtBroker: boolean;
  readonly isLatestAttempt: boolean;
}): boolean {
  const isOpen = order.status === 'submitting' || order.status === 'unknown';
  return isOpen && !order.isAtBroker && order.isLatestAttempt;
}

/**
 * Whether an order was provably never sent: it waits for a person or is still `approved`, or it is unknown and each attempt to send it
 * (`attempts`) left its own proof that nothing went out (`unsent`).
 */
export function wasNeverSent(order: {
  readonly status: OrderStatus;
  readonly isAtBroker: boolean;
  readonly attempts: number;
  readonly unsent: number;
}): boolean {
  if (UNSENT.has(order.status)) return true;
  return order.status === 'unknown' && !order.isAtBroker && order.attempts === order.unsent;
}

function found(order: SubmittingOrder, told: BrokerOrder): Found {
  const differences = differencesOf(order, told);
  return differences.length === 0 ? { kind: 'adopt', order: told } : { kind: 'contradiction', differences };
}

/** A replacement has what is left of the order it replaces, by the broker's count; its exits are as they were. */
function differencesOf({ request, replacement }: SubmittingOrder, told: BrokerOrder): readonly string[] {
  if (replacement === undefined) return payloadDifferences(request, told);
  const { legs: _, ...alone } = told;
  const { orderClass } = replacement;
  const expected = { ...request, orderClass, ...(told.qty === undefined ? {} : { qty: told.qty }) };
  return payloadDifferences(expected, alone);
}

function sendWhileWanted(order: SubmittingOrder, now: Date): { readonly kind: 'send' } | EndUnsent {
  if (order.cancelRequested) return { kind: 'end-unsent', as: 'canceled' };
  return mayPost(order, now) ? { kind: 'send' } : { kind: 'end-unsent', as: 'expired' };
}
