import type { UserRole } from '../identity/role.ts';
import type { Timestamp } from '../market.ts';
import type { OrderStatus } from '../order.ts';
import type { Refusal } from '../refusal.ts';
import type { ApprovalStanding, ApprovalWord, Approver } from './order-approval.ts';

/** Why a person's word does not count. Codes are stable. */
export const APPROVAL_FAULTS = {
  APPROVAL_FORBIDDEN: 'Only a person who trades on this account may decide.',
  APPROVAL_NOT_OPEN: 'The order does not wait for a decision.',
  APPROVAL_EXPIRED: 'Nobody decided in time; the order was refused.',
} as const;
export type ApprovalFault = keyof typeof APPROVAL_FAULTS;

/** Machines (`service`) and onlookers (`viewer`) do not decide, whosever keys they use. */
const DECIDES: ReadonlySet<UserRole> = new Set<UserRole>(['owner', 'trader']);

/** True for a person who trades on the account that the order belongs to. */
export function mayDecide(person: Approver, order: { readonly userId: string }): boolean {
  return person.userId === order.userId && DECIDES.has(person.role);
}

/** The order as far as a decision depends on it. */
export interface Undecided {
  readonly status: OrderStatus;
  readonly refusal?: Refusal | undefined;
  readonly approval?: ApprovalStanding | undefined;
}

/**
 * Why this word does not count at this moment, or nothing when it does: the person is the right one, the order waits,
 * it is the order that the person saw, and its time is not up. `known` is absent while the order's own risk check is
 * not known yet; then only the person can be judged.
 */
export function approvalFault(
  known: Undecided | undefined,
  order: { readonly userId: string },
  word: ApprovalWord,
  at: Timestamp,
): ApprovalFault | undefined {
  if (!mayDecide(word.by, order)) return 'APPROVAL_FORBIDDEN';
  if (known === undefined) return undefined;
  const { status, approval, refusal } = known;
  if (refusal?.code === 'APPROVAL_EXPIRED') return 'APPROVAL_EXPIRED';
  if (status !== 'awaiting_approval' || approval === undefined) return 'APPROVAL_NOT_OPEN';
  if (approval.payloadHash !== word.payloadHash) return 'APPROVAL_NOT_OPEN';
  return isOver(approval, at) ? 'APPROVAL_EXPIRED' : undefined;
}

/** Written so that a time which cannot be read is over. */
export function isOver({ expiresAt }: Pick<ApprovalStanding, 'expiresAt'>, at: Timestamp): boolean {
  return !(Date.parse(at) < Date.parse(expiresAt));
}
