import { SUBMISSION_PROTOCOL, type SubmissionProtocol } from '../../activities/orders/submit-once.ts';
import { reservationOf } from '../../db/reservation.ts';
import { decimal } from '../../domain/money.ts';
import type { Execution, OrderStatus } from '../../domain/order.ts';
import { isRejectedForGood, wasNeverSent } from '../../domain/ordering/order-protocol.ts';
import { entryStanding } from '../../domain/ordering/order-standing.ts';
import { nextStatus } from '../../domain/ordering/order-state.ts';
import { exceedsApproval } from '../../domain/ordering/replacement-protocol.ts';
import { applyExecution } from '../../domain/reconciling/ledger.ts';

/** Every decision over an order's life, so that a planted bug can stand in for any one of them. */
export interface OrderProtocol extends SubmissionProtocol {
  readonly wasNeverSent: typeof wasNeverSent;
  readonly isRejectedForGood: typeof isRejectedForGood;
  /** Whether a run that saw the order as `seen` may send it: the condition of `markSubmitting`. */
  readonly mayClaim: (status: OrderStatus, seen: OrderStatus) => boolean;
  readonly exceedsApproval: typeof exceedsApproval;
  readonly nextStatus: typeof nextStatus;
  readonly entryStanding: typeof entryStanding;
  readonly reservationOf: typeof reservationOf;
  readonly applyExecution: typeof applyExecution;
  /** The id of the attempt to send this intent; `attempt` counts from 1. */
  readonly idOf: (intent: string, attempt: number) => string;
  /** Whether the ledger has booked this execution: what the unique keys of the table `fills` say. */
  readonly isBooked: (fills: readonly Execution[], execution: Execution) => boolean;
}

export const PROTOCOL: OrderProtocol = {
  ...SUBMISSION_PROTOCOL,
  wasNeverSent,
  isRejectedForGood,
  mayClaim: (status, seen) => status === seen,
  exceedsApproval,
  nextStatus,
  entryStanding,
  reservationOf,
  applyExecution,
  idOf: (intent) => intent,
  isBooked: (fills, { executionId, brokerOrderId, cumulativeQty }) =>
    fills.some(
      (fill) =>
        fill.executionId === executionId ||
        (fill.brokerOrderId === brokerOrderId && decimal(fill.cumulativeQty).eq(cumulativeQty)),
    ),
};
