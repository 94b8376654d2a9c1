import { type DecimalString, decimal } from '../money.ts';
import { type BrokerOrder, type BrokerRejection, isTerminal } from '../order.ts';

/**
 * What an order that is to be replaced says of its replacement: whoever was refused, or is not found, may still have
 * taken its place by an earlier request whose answer was lost.
 */

/** How the broker shows the order that is to be replaced. */
export type Original =
  | {
      readonly kind: 'found';
      readonly order: BrokerOrder;
      /** An order that is not this replacement has taken its place. */
      readonly isAnothersPlace: boolean;
    }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** The broker is putting another order in its place, or has done so. */
const GIVES_WAY: ReadonlySet<string> = new Set(['pending_replace', 'replaced']);

export type StepAfterRefusal =
  | { readonly kind: 'reject'; readonly rejection: BrokerRejection }
  | { readonly kind: 'leave-unknown'; readonly reason: string };

/** An original that gives way refuses too: perhaps to this very replacement, sent before. */
export function stepAfterRefusal(rejection: BrokerRejection, original: Original): StepAfterRefusal {
  if (original.kind === 'unreadable') return { kind: 'leave-unknown', reason: original.reason };
  const mayBeThere = original.kind === 'not-found' || givesWay(original);
  return mayBeThere ? { kind: 'leave-unknown', reason: rejection.message } : { kind: 'reject', rejection };
}

/**
 * Whether a replacement that the broker does not show can never come: its original has ended as itself, or given its
 * place to another.
 */
export function replacedNothing(original: Original): boolean {
  if (original.kind !== 'found' || givesWay(original)) return false;
  return original.isAnothersPlace || isTerminal(original.order.status);
}

function givesWay({ order, isAnothersPlace }: Extract<Original, { kind: 'found' }>): boolean {
  return !isAnothersPlace && GIVES_WAY.has(order.brokerStatus);
}

/**
 * Whether the broker gives a replacement more than risk approved, which was what is left of its original (`qty`, in
 * shares): the two could trade more than was approved together, so it is not wanted.
 */
export function exceedsApproval(
  order: { readonly qty: DecimalString | null },
  told: Pick<BrokerOrder, 'qty'>,
): boolean {
  return order.qty !== null && told.qty !== undefined && decimal(told.qty).gt(order.qty);
}
