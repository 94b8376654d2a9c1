import { ApplicationFailure } from '@temporalio/activity';
import { sha256Hex } from '../db/queries/evidence-hash.ts';
import { appendOrderEvent } from '../db/queries/order-events.ts';
import { endUnsent, markSubmitting, markUnknown, recordRejection } from '../db/queries/orders.ts';
import type { OrderRow } from '../db/schema.ts';
import { clientOrderId as readClientOrderId } from '../domain/client-order-id.ts';
import type { BrokerOrder, BrokerRejection, OrderRequest } from '../domain/order.ts';
import type { OrderAnswer } from '../domain/order-intent.ts';
import { SourceOutage } from '../domain/outage.ts';
import { payloadDifferences, payloadText } from '../domain/payload-text.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { BrokerDeps } from './deps.ts';
import { ledgerOrder } from './ledger-order.ts';
import { orderAnswerOf } from './order-answer-of.ts';
import { accountOf, settleOrder } from './settle-order.ts';

export interface OrderRef {
  readonly clientOrderId: string;
}

/**
 * Gets one approved order to the broker, once. What the ledger says decides what is done:
 * - `approved`: never sent. It is marked as submitting and sent.
 * - `submitting`, `unknown`: it may have been sent. It is looked up under its id and adopted if found; if not, it is
 *   sent again under the same id, of which the broker takes only one.
 * - anything else: it is settled, and nothing is sent.
 *
 * Nothing is sent after the intent's expiry. An outcome that cannot be known now is `unknown`, never a rejection.
 */
export function submitOrderActivity(deps: BrokerDeps) {
  const { db, brokerOf, now } = deps;

  const adopt = async (row: OrderRow, found: BrokerOrder): Promise<OrderAnswer> => {
    const differences = payloadDifferences(requestOf(row), found);
    if (differences.length > 0) {
      const message = `The broker has another order under ${row.clientOrderId}: ${differences.join('; ')}`;
      throw ApplicationFailure.create({ message, type: 'PayloadMismatch', nonRetryable: true });
    }
    const account = await accountOf(deps, row);
    const settled = await settleOrder(deps, account, row, found);
    if (settled.cancelRequestedAt !== null && settled.terminalAt === null) {
      await brokerOf(account).cancel(found.brokerOrderId);
    }
    return orderAnswerOf(settled);
  };

  const leaveUnknown = async (row: OrderRow, reason: string): Promise<OrderAnswer> => {
    await markUnknown(db, row.clientOrderId, reason);
    return orderAnswerOf(await ledgerOrder(deps, row.clientOrderId));
  };

  /** This attempt is known to have sent nothing; whether an earlier one did is for the ledger to tell. */
  const leaveUnsent = async (row: OrderRow, reason: string): Promise<OrderAnswer> => {
    await appendOrderEvent(db, { clientOrderId: row.clientOrderId, kind: 'not-sent', data: { reason } });
    return leaveUnknown(row, reason);
  };

  const lookUp = async (row: OrderRow): Promise<BrokerOrder | undefined> =>
    brokerOf(await accountOf(deps, row)).orderByClientOrderId(readClientOrderId(row.clientOrderId));

  const send = async (row: OrderRow): Promise<OrderAnswer> => {
    const broker = brokerOf(await accountOf(deps, row));
    if (!(await markSubmitting(db, row.clientOrderId))) {
      return orderAnswerOf(await ledgerOrder(deps, row.clientOrderId));
    }
    if (now() >= row.expiresAt) return leaveUnsent(row, 'expired on the way');
    const outcome = await broker.submit(readClientOrderId(row.clientOrderId), requestOf(row));
    if (outcome.kind === 'accepted') return adopt(row, outcome.order);
    if (outcome.kind === 'rejected') {
      const refusal = refusalOf(outcome.rejection);
      return orderAnswerOf(
        await recordRejection(db, { clientOrderId: row.clientOrderId, refusal, at: now() }),
      );
    }
    if (outcome.kind === 'duplicate') {
      const found = await lookUp(row);
      return found === undefined
        ? leaveUnknown(row, 'the id is taken, its order not visible')
        : adopt(row, found);
    }
    if (outcome.kind === 'not-sent') return leaveUnsent(row, outcome.reason);
    return leaveUnknown(row, outcome.reason);
  };

  return {
    async submitOrder({ clientOrderId }: OrderRef): Promise<OrderAnswer> {
      const row = await ledgerOrder(deps, clientOrderId);
      assertApproved(row);
      if (row.status === 'approved') {
        if (row.cancelRequestedAt !== null) return endIfUnsent(row, CANCELED);
        if (now() >= row.expiresAt) return endIfUnsent(row, EXPIRED);
        return send(row);
      }
      if (row.status !== 'submitting' && row.status !== 'unknown') return orderAnswerOf(row);
      try {
        const found = await lookUp(row);
        if (found !== undefined) return await adopt(row, found);
      } catch (error) {
        if (!(error instanceof SourceOutage)) throw error;
        return leaveUnknown(row, error.message);
      }
      await markUnknown(db, clientOrderId, 'the broker does not show it');
      if (row.cancelRequestedAt !== null) return endIfUnsent(row, CANCELED);
      return now() >= row.expiresAt ? endIfUnsent(row, EXPIRED) : send(row);
    },
  };

  /** Ends an order that nothing was ever sent of; one that may have been sent stays unknown and is looked up again. */
  async function endIfUnsent(row: OrderRow, ending: Ending): Promise<OrderAnswer> {
    const { status, code, message } = ending;
    const refusal = { code, message, facts: { expiresAt: row.expiresAt.toISOString() } };
    const { clientOrderId } = row;
    return orderAnswerOf(await endUnsent(db, { clientOrderId, status, refusal, at: now() }));
  }
}

type Ending = Pick<Refusal, 'code' | 'message'> & { readonly status: 'canceled' | 'expired' };
const CANCELED: Ending = {
  status: 'canceled',
  code: 'CANCELED_UNSENT',
  message: 'It was canceled before it was sent.',
};
const EXPIRED: Ending = {
  status: 'expired',
  code: 'EXPIRED_UNSENT',
  message: 'It expired before it could be sent.',
};

/** The approval is bound to the payload: what is sent must be what risk saw. */
function assertApproved(row: OrderRow): void {
  if (row.approval === null && row.source !== 'external' && row.status !== 'refused') {
    throw ApplicationFailure.create({
      message: `${row.clientOrderId} was never approved`,
      type: 'Bug',
      nonRetryable: true,
    });
  }
  if (row.request !== null && sha256Hex(payloadText(row.request)) !== row.payloadHash) {
    throw ApplicationFailure.create({
      message: `${row.clientOrderId} is not what was approved`,
      type: 'Bug',
      nonRetryable: true,
    });
  }
}

function requestOf(row: OrderRow): OrderRequest {
  if (row.request === null) throw new Error(`${row.clientOrderId} was placed elsewhere`);
  return row.request;
}

function refusalOf(rejection: BrokerRejection): Refusal {
  const { code, httpStatus, message, facts } = rejection;
  return {
    code: 'BROKER_REJECTED',
    message,
    facts: {
      ...facts,
      httpStatus: String(httpStatus),
      ...(code === undefined ? {} : { brokerCode: String(code) }),
    },
  };
}
