import { createHash } from 'node:crypto';
import { orderByClientOrderId } from '../../../db/queries/orders/orders.ts';
import type { BrokerAccountRow, OrderRow } from '../../../db/schema.ts';
import { askedText } from '../../../domain/asked-text.ts';
import type { OrderStatus } from '../../../domain/order.ts';
import type { OrderInput } from '../../../domain/ordering/order-intent.ts';
import type { OrderAnswerBody } from '../../contract/orders.ts';
import type { ApiDeps } from '../../deps.ts';
import { problem, refusedProblem } from '../../problem-error.ts';
import { placeOrder } from '../../temporal/place-order.ts';
import { orderStanding, workflowStanding } from '../../views/order-view.ts';

/** Its workflow has the next word: what the ledger says of these is not an answer yet. */
const UNANSWERED: ReadonlySet<OrderStatus> = new Set<OrderStatus>(['approved', 'submitting']);

export interface ManualOrder {
  readonly account: Pick<BrokerAccountRow, 'id' | 'mode'>;
  /** The ledger's order of this client order id, read in this request; undefined when there was none. */
  readonly known: OrderRow | undefined;
  /** SHA-256 of the Idempotency-Key, hex. */
  readonly keyDigest: string;
  /** Made from the key: the same key never makes a second order. */
  readonly input: Omit<OrderInput, 'accountId' | 'source'>;
  /** What a person reads of it in the Web UI. */
  readonly summary: string;
}

/**
 * Places a manual order once for its key, or tells what became of it.
 * @throws ProblemError IDEMPOTENCY_KEY_REUSED when the key belongs to another order.
 */
export async function placeManualOrder(
  { db, temporal, temporalTimeoutMs, acknowledgementTimeoutMs }: ApiDeps,
  { account, known, keyDigest, input, summary }: ManualOrder,
): Promise<OrderAnswerBody> {
  const accountId = account.id;
  const { clientOrderId } = input;
  const askedHash = createHash('sha256').update(askedText(input)).digest('hex');
  if (known !== undefined) checkSameOrder(askedOf(known), { accountId, askedHash });
  if (known !== undefined && !UNANSWERED.has(known.status)) return orderStanding(known);

  const placement = await placeOrder(
    temporal,
    {
      input: { ...input, accountId, source: 'manual' },
      mode: account.mode,
      updateId: keyDigest,
      summary,
    },
    { acknowledgementMs: acknowledgementTimeoutMs, temporalMs: temporalTimeoutMs },
  );
  if (placement.kind === 'answered') {
    const { answer } = placement;
    checkSameOrder({ askedHash: answer.payloadHash, accountId }, { accountId, askedHash });
    return workflowStanding(answer);
  }
  const recorded = await orderByClientOrderId(db, clientOrderId);
  if (recorded !== undefined) {
    checkSameOrder(askedOf(recorded), { accountId, askedHash });
    return orderStanding(recorded);
  }
  if (placement.kind === 'ended') {
    throw new Error(
      `the workflow of order ${clientOrderId} has ended and the ledger does not know the order`,
    );
  }
  return { clientOrderId, brokerOrderId: null, status: 'unknown', filledQty: '0', filledAvgPrice: null };
}

/** 201 once the broker has it, 202 while nobody knows. @throws ProblemError 422 for a refusal, whoever refused. */
export function placementStatus(answer: OrderAnswerBody): 201 | 202 {
  if (answer.status === 'refused' || answer.status === 'rejected') {
    const refusal = answer.refusal ?? {
      code: 'BROKER_REJECTED',
      message: 'The broker rejected the order.',
      facts: {},
    };
    const { status: orderStatus, ...order } = answer;
    throw refusedProblem(refusal, { ...order, orderStatus });
  }
  return isAnswered(answer.status) ? 201 : 202;
}

/** Somebody has said what becomes of it: risk, a person or the broker. */
export function isAnswered(status: OrderStatus): boolean {
  return status !== 'unknown' && status !== 'awaiting_approval' && !UNANSWERED.has(status);
}

interface Asked {
  readonly askedHash: string;
  readonly accountId: string;
}

function askedOf({ askedHash, payloadHash, accountId }: OrderRow): Asked {
  return { askedHash: askedHash ?? payloadHash, accountId };
}

function checkSameOrder(known: Asked, asked: Asked): void {
  if (known.askedHash !== asked.askedHash || known.accountId !== asked.accountId) {
    throw problem(
      'IDEMPOTENCY_KEY_REUSED',
      'This key belongs to an order with another body; use a fresh key.',
    );
  }
}
