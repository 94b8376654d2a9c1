import { appendAudit } from '../db/queries/audit.ts';
import { accountById } from '../db/queries/broker-accounts.ts';
import { cycleById } from '../db/queries/cycles.ts';
import { sha256Hex } from '../db/queries/evidence-hash.ts';
import { inTransaction } from '../db/queries/in-transaction.ts';
import { insertIntent, orderByClientOrderId } from '../db/queries/orders.ts';
import type { OrderRow } from '../db/schema.ts';
import type { OrderAnswer, OrderInput } from '../domain/order-intent.ts';
import { payloadText } from '../domain/payload-text.ts';
import type { Refusal } from '../domain/refusal.ts';
import { checkOrder, type RiskVerdict } from '../domain/risk/check-order.ts';
import { type ApprovalDeps, type MarketAtApproval, marketAtApproval } from './market-at-approval.ts';
import { orderAnswerOf } from './order-answer-of.ts';
import { riskContextFor } from './risk-context-for.ts';

/** A manual order may be sent for this long after its approval. */
const MANUAL_EXPIRY_MS = 60_000;
/** A cycle's order may be sent for this long after the cycle began: an older decision is about another market. */
const CYCLE_EXPIRY_MS = 5 * 60_000;

/**
 * Risk, intent and reservation in one transaction, with the account locked: two orders never see the same dollar,
 * and nothing is sent without a committed intent. A refusal is kept like an approval. The first answer stands for
 * this client order id, whatever is asked again.
 */
export function approveOrderActivity(deps: ApprovalDeps) {
  const { db, now } = deps;
  return {
    async approveOrder(input: OrderInput): Promise<OrderAnswer> {
      const standing = await orderByClientOrderId(db, input.clientOrderId);
      if (standing !== undefined) return orderAnswerOf(standing);
      const account = await accountById(db, input.accountId);
      if (account === undefined) throw new Error(`no account ${input.accountId}`);

      const expiresAt = await expiryOf(input);
      const market = await marketAtApproval(deps, account, input);
      const order = await inTransaction(db, async (tx) => {
        const context = await riskContextFor(tx, input, market);
        const verdict = now() >= expiresAt ? tooLate(expiresAt) : checkOrder(input.request, context);
        const { inserted, order } = await insertIntent(tx, intentOf(input, verdict, market, expiresAt));
        if (inserted) await appendAudit(tx, auditOf(order));
        return order;
      });
      return orderAnswerOf(order);
    },
  };

  async function expiryOf(input: OrderInput): Promise<Date> {
    if (input.cycleId === undefined) return new Date(now().getTime() + MANUAL_EXPIRY_MS);
    const cycle = await cycleById(db, input.cycleId);
    if (cycle === undefined) throw new Error(`no cycle ${input.cycleId}`);
    return new Date(cycle.startedAt.getTime() + CYCLE_EXPIRY_MS);
  }
}

type Verdict = RiskVerdict | ({ readonly kind: 'refused' } & Refusal);

function tooLate(expiresAt: Date): Verdict {
  return {
    kind: 'refused',
    code: 'DECISION_EXPIRED',
    message: 'The decision is too old to be acted upon.',
    facts: { expiresAt: expiresAt.toISOString() },
  };
}

function intentOf(input: OrderInput, verdict: Verdict, market: MarketAtApproval, expiresAt: Date) {
  const { clientOrderId, userId, accountId, source, request } = input;
  const intent = {
    clientOrderId,
    userId,
    accountId,
    source,
    request,
    expiresAt,
    cycleId: input.cycleId ?? null,
    payloadHash: sha256Hex(payloadText(request)),
    referencePrice: market.quote?.ask,
  };
  if (verdict.kind === 'refused') {
    const { code, message, facts } = verdict;
    return {
      ...intent,
      status: 'refused' as const,
      reservedNotional: '0',
      approval: null,
      refusal: { code, message, facts },
    };
  }
  const { rules, reserveNotional } = verdict;
  const { quote, brokerTime } = market;
  return {
    ...intent,
    status: 'approved' as const,
    reservedNotional: reserveNotional,
    approval: { rules, quote, brokerTime },
    refusal: null,
  };
}

function auditOf(order: OrderRow) {
  return {
    userId: order.userId,
    actor: order.source === 'cycle' ? (order.cycleId ?? 'cycle') : order.userId,
    action: order.status === 'refused' ? 'order.refuse' : 'order.approve',
    target: order.clientOrderId,
    result: order.refusal?.code ?? 'approved',
    data: { symbol: order.symbol, side: order.side, qty: order.qty, notional: order.notional },
  };
}
