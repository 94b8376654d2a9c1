import { isTerminal } from '../domain/order.ts';
import { nextStatus } from '../domain/ordering/order-state.ts';
import type { OrderAnswer } from './messages.ts';

/** Not yet settled whether the broker has it: it is sent, or looked up, until that is known. */
export function isUnsettled(answer: OrderAnswer): boolean {
  return answer.status === 'approved' || answer.status === 'submitting' || answer.status === 'unknown';
}

/** A caller gets an answer as soon as there is one to give; "unknown" is one. */
export function isAnswerable(answer: OrderAnswer): boolean {
  return answer.status !== 'approved' && answer.status !== 'submitting';
}

/** A group has ended when its exits have too. */
export function hasEnded(answer: {
  readonly status: OrderAnswer['status'];
  readonly legs?: readonly { readonly status: OrderAnswer['status'] }[];
}): boolean {
  return isTerminal(answer.status) && (answer.legs ?? []).every((leg) => isTerminal(leg.status));
}

/** Refuses a cancel that can have no effect. Synchronous, as Temporal demands of a validator. */
export function validateCancel(answer: OrderAnswer | undefined): void {
  if (answer !== undefined && hasEnded(answer)) throw new Error(`The order is already ${answer.status}.`);
}

/** What is known after hearing `seen`: an order never moves backwards, whatever order news arrives in. */
export function mergeAnswer(known: OrderAnswer | undefined, seen: OrderAnswer): OrderAnswer {
  if (known === undefined) return seen;
  const status = nextStatus(known.status, seen.status);
  const merged = status === seen.status ? { ...known, ...seen } : { ...known, status };
  // The stream may tell of a fill before the step that a person's word has led to does of the word.
  const approval = seen.approval?.decided === undefined ? (known.approval ?? seen.approval) : seen.approval;
  return approval === undefined ? merged : { ...merged, approval };
}
