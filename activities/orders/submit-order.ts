import { ApplicationFailure } from '@temporalio/activity';
import { sha256Hex } from '../../db/queries/evidence/evidence-hash.ts';
import type { BrokerAccountRow, OrderRow } from '../../db/schema.ts';
import type { OrderRequest } from '../../domain/order.ts';
import type { OrderAnswer } from '../../domain/ordering/order-intent.ts';
import type { SubmittingOrder } from '../../domain/ordering/order-protocol.ts';
import { payloadText } from '../../domain/payload-text.ts';
import type { BrokerDeps } from '../deps.ts';
import { ledgerOrder } from './ledger-order.ts';
import { groupAnswerOf } from './order-answer-of.ts';
import { submissionEffects } from './submission-effects.ts';
import { submitOnce } from './submit-once.ts';

export interface OrderRef {
  readonly clientOrderId: string;
}

/** Gets one approved order to the broker, once, as `submitOnce` tells; finds out what became of one that was sent. */
export function submitOrderActivity(deps: BrokerDeps) {
  return {
    async submitOrder({ clientOrderId }: OrderRef): Promise<OrderAnswer> {
      return submit(await ledgerOrder(deps, clientOrderId));
    },
    submit,
  };

  /** `row` as it stands, whatever has become of it since; `account` is the row of its account, where it was read already. */
  async function submit(row: OrderRow, account?: BrokerAccountRow): Promise<OrderAnswer> {
    // Placed elsewhere, or a leg of the broker's: there is nothing to send.
    if (row.request === null) return groupAnswerOf(deps, row);
    assertApproved(row, row.request);
    return submitOnce(submittingOrder(row, row.request), submissionEffects(deps, row, row.request, account));
  }
}

function submittingOrder(row: OrderRow, request: OrderRequest): SubmittingOrder {
  const { status, expiresAt, cancelRequestedAt, orderClass } = row;
  const order = { status, expiresAt, request, cancelRequested: cancelRequestedAt !== null };
  if (row.replaces === null) return order;
  return { ...order, replacement: { orderClass } };
}

/** The approval is bound to the payload: what is sent must be what risk saw. */
function assertApproved(row: OrderRow, request: OrderRequest): void {
  if (row.approval === null && row.status !== 'refused') throw bug(`${row.clientOrderId} was never approved`);
  if (sha256Hex(payloadText(request)) !== row.payloadHash) {
    throw bug(`${row.clientOrderId} is not what was approved`);
  }
}

function bug(message: string): ApplicationFailure {
  return ApplicationFailure.create({ message, type: 'Bug', nonRetryable: true });
}
