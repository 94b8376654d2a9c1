import type { UserRole } from '../identity/role.ts';
import type { Timestamp } from '../market.ts';
import type { Facts } from '../refusal.ts';

export const APPROVAL_DECISIONS = ['approve', 'reject'] as const;
export type ApprovalDecision = (typeof APPROVAL_DECISIONS)[number];

/** Why an order waits for a person: a stable code, a sentence, and the amounts. */
export interface ApprovalReason {
  readonly code: 'APPROVAL_ABOVE_USD';
  readonly message: string;
  readonly facts: Facts;
}

/** Where the question to a person stands. */
export interface ApprovalStanding {
  readonly reason: ApprovalReason;
  /** SHA-256 of the order that the person is shown. */
  readonly payloadHash: string;
  /** Nobody may decide from this moment on. */
  readonly expiresAt: Timestamp;
  /** Absent until somebody has decided; an order that expires is decided by nobody. */
  readonly decided?: {
    readonly decision: ApprovalDecision;
    readonly by: string;
    readonly at: Timestamp;
    readonly note?: string;
  };
}

/** Who decides, as the API knows the caller; the ledger is asked again before anything is done. */
export interface Approver {
  readonly userId: string;
  readonly role: UserRole;
}

/** A person's word on an order that waits. */
export interface ApprovalWord {
  readonly decision: ApprovalDecision;
  readonly by: Approver;
  readonly note?: string;
  /** SHA-256 of the order that the person saw. */
  readonly payloadHash: string;
  /** Names this word: who repeats it hears what came of it, not that it comes too late. */
  readonly wordId: string;
  readonly requestId?: string;
}
