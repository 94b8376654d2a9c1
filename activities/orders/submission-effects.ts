import { ApplicationFailure } from '@temporalio/activity';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import { freezeOrder } from '../../db/queries/orders/freeze-order.ts';
import { appendOrderEvent } from '../../db/queries/orders/order-events.ts';
import { endUnsent, markSubmitting, markUnknown, recordRejection } from '../../db/queries/orders/orders.ts';
import type { BrokerAccountRow, OrderRow } from '../../db/schema.ts';
import type { BrokerOrder, BrokerRejection, OrderRequest, SubmitOutcome } from '../../domain/order.ts';
import { clientOrderId as readClientOrderId } from '../../domain/ordering/client-order-id.ts';
import type { OrderAnswer } from '../../domain/ordering/order-intent.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { Broker } from '../../domain/ports/broker.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { BrokerDeps } from '../deps.ts';
import { ledgerOrder } from './ledger-order.ts';
import { groupAnswerOf, orderAnswerOf } from './order-answer-of.ts';
import { lookUpOriginal, replacesOf } from './replaced-order.ts';
import { accountOf, settleOrder } from './settle-order.ts';
import type { SubmissionEffects } from './submit-once.ts';

/** The steps of one submission over the ledger in Postgres and the account's broker. */
export function submissionEffects(
  deps: BrokerDeps,
  row: OrderRow,
  request: OrderRequest,
  known?: BrokerAccountRow,
): SubmissionEffects<OrderAnswer> {
  const { db, now } = deps;
  const { clientOrderId } = row;
  const id = readClientOrderId(clientOrderId);
  let standing = row;
  let read: Promise<BrokerAccountRow> | undefined;
  const account = (): Promise<BrokerAccountRow> => {
    read ??= known === undefined ? accountOf(deps, row) : Promise.resolve(known);
    return read;
  };
  const broker = async (): Promise<Broker> => deps.brokerOf(await account());

  const leaveUnknown = async (reason: string): Promise<OrderAnswer> => {
    await markUnknown(db, clientOrderId, reason);
    return groupAnswerOf(deps, await ledgerOrder(deps, clientOrderId));
  };

  const settle = async (found: BrokerOrder): Promise<OrderAnswer> => {
    const settled = await settleOrder(deps, await account(), standing, found);
    if (settled.cancelRequestedAt !== null && settled.terminalAt === null) {
      await (await broker()).cancel(found.brokerOrderId);
    }
    return groupAnswerOf(deps, settled);
  };

  const reject = async (refusal: Refusal, attempt?: string): Promise<OrderAnswer> =>
    orderAnswerOf(await recordRejection(db, { clientOrderId, refusal, attempt, at: now() }));

  return {
    now,

    async claim(seen) {
      // A worker without keys for the account claims nothing.
      await broker();
      const claim = await markSubmitting(db, clientOrderId, seen);
      standing = claim?.order ?? standing;
      return claim?.attempt;
    },

    async send(): Promise<SubmitOutcome> {
      if (row.replaces === null) return (await broker()).submit(id, request);
      const { brokerOrderId, changes } = await replacesOf(deps, row, row.replaces);
      return (await broker()).replace(brokerOrderId, id, changes);
    },

    lookUp: () =>
      unlessAway(
        async () => {
          const order = await (await broker()).orderByClientOrderId(id);
          return order === undefined ? NOT_FOUND : ({ kind: 'found', order } as const);
        },
        (reason) => ({ kind: 'unreadable', reason }) as const,
      ),

    lookUpOriginal: () =>
      unlessAway(
        () => lookUpOriginal(deps, row),
        (reason) => ({ kind: 'unreadable', reason }) as const,
      ),

    adopt: (found) => unlessAway(() => settle(found), leaveUnknown),

    async contradict(differences) {
      const found = { found: differences.join('; ') };
      await inTransaction(db, async (tx) =>
        freezeOrder(tx, await ledgerOrder({ ...deps, db: tx }, clientOrderId), found),
      );
      const message = `The broker has another order under ${clientOrderId}: ${differences.join('; ')}`;
      throw ApplicationFailure.create({ message, type: 'PayloadMismatch', nonRetryable: true });
    },

    markUnknown: leaveUnknown,

    noteUnsent: (reason) => appendOrderEvent(db, { clientOrderId, kind: 'not-sent', data: { reason } }),

    reject: (attempt, rejection) => reject(refusalOf(rejection), attempt),

    endReplacement: () => reject({ ...REPLACED_NOTHING, facts: { order: row.replaces ?? '' } }),

    async endUnsent(as) {
      const refusal = { ...UNSENT[as], facts: { expiresAt: row.expiresAt.toISOString() } };
      const order = await endUnsent(db, { clientOrderId, status: as, refusal, at: now() });
      return { ended: order.terminalAt !== null, answer: orderAnswerOf(order) };
    },

    standing: async () => groupAnswerOf(deps, await ledgerOrder(deps, clientOrderId)),
  };
}

const NOT_FOUND = { kind: 'not-found' } as const;
const REPLACED_NOTHING = {
  code: 'REPLACED_NOTHING',
  message: 'The order that it was to replace had ended.',
};
const UNSENT: Readonly<Record<'canceled' | 'expired', Pick<Refusal, 'code' | 'message'>>> = {
  canceled: { code: 'CANCELED_UNSENT', message: 'It was canceled before it was sent.' },
  expired: { code: 'EXPIRED_UNSENT', message: 'It expired before it could be sent.' },
};

/** A broker that cannot be read leaves the outcome open. */
async function unlessAway<T, U>(
  ask: () => Promise<T>,
  away: (reason: string) => U | Promise<U>,
): Promise<T | U> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof SourceOutage)) throw error;
    return away(error.message);
  }
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
