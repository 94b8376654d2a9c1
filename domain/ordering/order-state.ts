import type { DecimalString } from '../money.ts';
import { decimal } from '../money.ts';
import type { OrderStatus } from '../order.ts';
import { isTerminal } from '../order.ts';

/** How far an order is known to have come. Terminal words have no place here: they end it. */
const PROGRESS: Readonly<Partial<Record<OrderStatus, number>>> = {
  awaiting_approval: 0,
  approved: 1,
  submitting: 2,
  unknown: 3,
  accepted: 4,
  partially_filled: 5,
};

/** Nothing was ever sent of an order that stands here. */
export const UNSENT: ReadonlySet<OrderStatus> = new Set<OrderStatus>(['awaiting_approval', 'approved']);

/** What has been filled of an order, cumulative, in shares; `qty` is absent for an order in dollars. */
export interface FillFacts {
  readonly filledQty: DecimalString;
  readonly qty?: DecimalString;
}

/**
 * The ledger's status after something was observed, in whatever order observations come.
 * - An order only moves forward: awaiting a person's approval, approved, submitting, unknown, accepted, partially filled, and an end.
 * - An end stays, but shares that were filled are a fact: `filled` wins over every end except `refused`, because what
 *   was refused was never sent.
 * - `refused` ends only what has not been sent.
 * - With `facts`, quantities speak before words: all filled is `filled`, some filled is at least `partially_filled`.
 */
export function nextStatus(current: OrderStatus, observed: OrderStatus, facts?: FillFacts): OrderStatus {
  return merge(merge(current, observed), impliedBy(facts) ?? current);
}

function merge(current: OrderStatus, observed: OrderStatus): OrderStatus {
  if (current === 'refused' || current === observed) return current;
  if (observed === 'refused') return UNSENT.has(current) ? 'refused' : current;
  if (observed === 'filled') return 'filled';
  if (isTerminal(current)) return current;
  if (isTerminal(observed)) return observed;
  return (PROGRESS[observed] ?? 0) > (PROGRESS[current] ?? 0) ? observed : current;
}

function impliedBy(facts: FillFacts | undefined): OrderStatus | undefined {
  if (facts === undefined || !decimal(facts.filledQty).gt(0)) return undefined;
  return facts.qty !== undefined && decimal(facts.filledQty).gte(facts.qty) ? 'filled' : 'partially_filled';
}

/** Alpaca's words for the status of an order, in ours. `pending_cancel` is still an order that may fill. */
const BROKER_STATUSES: ReadonlyMap<string, OrderStatus> = new Map<string, OrderStatus>([
  ['accepted', 'accepted'],
  ['accepted_for_bidding', 'accepted'],
  ['calculated', 'accepted'],
  ['canceled', 'canceled'],
  ['done_for_day', 'accepted'],
  ['expired', 'expired'],
  ['filled', 'filled'],
  ['held', 'accepted'],
  ['new', 'accepted'],
  ['partially_filled', 'partially_filled'],
  ['pending_cancel', 'accepted'],
  ['pending_new', 'accepted'],
  ['pending_replace', 'accepted'],
  ['pending_review', 'accepted'],
  ['rejected', 'rejected'],
  ['replaced', 'replaced'],
  ['stopped', 'accepted'],
  ['suspended', 'accepted'],
]);

export const KNOWN_BROKER_STATUSES: readonly string[] = [...BROKER_STATUSES.keys()];

/**
 * The ledger's word for a status of Alpaca's, or nothing for a word that is not known: then the caller keeps the
 * status it has, logs the word and reconciles.
 */
export function fromBrokerStatus(text: string): OrderStatus | undefined {
  return BROKER_STATUSES.get(text);
}
