import { ApplicationFailure } from '@temporalio/activity';
import { sha256Hex } from '../db/queries/evidence-hash.ts';
import { appendOrderEvent } from '../db/queries/order-events.ts';
import { endUnsent, markSubmitting, markUnknown, recordRejection } from '../db/queries/orders.ts';
import type { OrderRow } from '../db/schema.ts';
import { clientOrderId as readClientOrderId } from '../domain/client-order-id.ts';
import { decimal } from '../domain/money.ts';
import type { BrokerOrder, BrokerRejection, OrderRequest, SubmitOutcome } from '../domain/order.ts';
import type { OrderAnswer } from '../domain/order-intent.ts';
import { SourceOutage } from '../domain/outage.ts';
import { payloadDifferences, payloadText } from '../domain/payload-text.ts';
import type { Broker } from '../domain/ports/broker.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { BrokerDeps } from './deps.ts';
import { ledgerOrder } from './ledger-order.ts';
import { groupAnswerOf, orderAnswerOf } from './order-answer-of.ts';
import { endedInItsPlace, isInItsPlace, lookUpOriginal, replacesOf } from './replaced-order.ts';
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
    const { legs, ...told } = found;
    // The exits of a replaced entry are as they were: the approval is of the change alone.
    const compared = row.replaces === null && legs !== undefined ? found : told;
    const differences = payloadDifferences(expectedOf(row, found), compared);
    if (differences.length > 0) {
      const message = `The broker has another order under ${row.clientOrderId}: ${differences.join('; ')}`;
      throw ApplicationFailure.create({ message, type: 'PayloadMismatch', nonRetryable: true });
    }
    const account = await accountOf(deps, row);
    const settled = await settleOrder(deps, account, row, found);
    const unwanted = settled.cancelRequestedAt !== null || exceedsApproval(row, found);
    if (unwanted && settled.terminalAt === null) await brokerOf(account).cancel(found.brokerOrderId);
    return groupAnswerOf(deps, settled);
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
    const outcome = await sendTo(broker, row);
    if (outcome.kind === 'accepted') return adopt(row, outcome.order);
    if (outcome.kind === 'rejected') {
      // An original that has been replaced refuses too: perhaps by this very request, sent before.
      if (row.replaces !== null && !isInItsPlace(await lookUpOriginal(deps, row.replaces))) {
        return leaveUnknown(row, outcome.rejection.message);
      }
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

  const sendTo = async (broker: Broker, row: OrderRow): Promise<SubmitOutcome> => {
    const id = readClientOrderId(row.clientOrderId);
    if (row.replaces === null) return broker.submit(id, requestOf(row));
    const { brokerOrderId, changes } = await replacesOf(deps, row, row.replaces);
    return broker.replace(brokerOrderId, id, changes);
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
      if (row.status !== 'submitting' && row.status !== 'unknown') return groupAnswerOf(deps, row);
      try {
        const found = await lookUp(row);
        if (found !== undefined) return await adopt(row, found);
      } catch (error) {
        if (!(error instanceof SourceOutage)) throw error;
        return leaveUnknown(row, error.message);
      }
      await markUnknown(db, clientOrderId, 'the broker does not show it');
      if (row.cancelRequestedAt !== null) return endIfUnsent(row, CANCELED);
      if (now() < row.expiresAt) return send(row);
      const standing = await endIfUnsent(row, EXPIRED);
      if (standing.status !== 'unknown' || row.replaces === null) return standing;
      return endedInItsPlace(await lookUpOriginal(deps, row.replaces)) ? endReplacement(row) : standing;
    },
  };

  /** The order it was to replace has ended as itself, so nothing took its place. */
  async function endReplacement(row: OrderRow): Promise<OrderAnswer> {
    const refusal = {
      code: 'REPLACED_NOTHING',
      message: 'The order that it was to replace had ended.',
      facts: { order: row.replaces ?? '' },
    };
    const { clientOrderId } = row;
    return orderAnswerOf(await recordRejection(db, { clientOrderId, refusal, at: now() }));
  }

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

/**
 * What the broker should have of this order. A replacement has what is left of the order it replaces, by the broker's
 * count, and stays in that order's group.
 */
function expectedOf(row: OrderRow, found: BrokerOrder): OrderRequest {
  const request = requestOf(row);
  if (row.replaces === null) return request;
  return { ...request, orderClass: row.orderClass, ...(found.qty === undefined ? {} : { qty: found.qty }) };
}

/** With more than was left of the order it replaces, the two could trade more than was approved. */
function exceedsApproval(row: OrderRow, found: BrokerOrder): boolean {
  if (row.replaces === null || row.qty === null || found.qty === undefined) return false;
  return decimal(found.qty).gt(row.qty);
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
