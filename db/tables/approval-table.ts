import type { ApprovalDecision, ApprovalReason } from '../../domain/approval/order-approval.ts';
import type { Quote } from '../../domain/market.ts';
import type { CreatedAt, Json, JsonOrNull, Time, TimeOrNull } from './column-types.ts';

/** The question put to a person about an order, and the answer; the first answer stands. */
export interface OrderApprovalsTable {
  clientOrderId: string;
  reason: Json<ApprovalReason>;
  /** SHA-256 of the order that the person is shown. */
  payloadHash: string;
  /** What risk judged it by when the person was asked. */
  quote: JsonOrNull<Quote>;
  requestedAt: CreatedAt;
  expiresAt: Time;
  decision: ApprovalDecision | null;
  /** The person's email address. */
  decidedBy: string | null;
  decidedAt: TimeOrNull;
  note: string | null;
  /** Names the word that decided: who repeats it hears what came of it. */
  wordId: string | null;
}
