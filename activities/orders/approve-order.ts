import { accountById, lockAccount } from '../../db/queries/accounts/broker-accounts.ts';
import { cycleById } from '../../db/queries/cycles/cycles.ts';
import { sha256Hex } from '../../db/queries/evidence/evidence-hash.ts';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import { askForApproval } from '../../db/queries/orders/order-approvals.ts';
import { type Intent, insertIntent, orderByClientOrderId } from '../../db/queries/orders/orders.ts';
import type { BrokerAccountRow, OrderRow } from '../../db/schema.ts';
import { askedText } from '../../domain/asked-text.ts';
import type { OrderChanges } from '../../domain/order.ts';
import type { OrderInput } from '../../domain/ordering/order-intent.ts';
import { payloadText } from '../../domain/payload-text.ts';
import { type ApprovalQuestion, approvalQuestion } from './approval-question.ts';
import { judgeOrder, type Verdict } from './judge-order.ts';
import { type ApprovalDeps, type MarketAtApproval, marketAtApproval } from './market-at-approval.ts';
import { type ProposedOrder, proposedOrder } from './proposed-order.ts';

/** A manual order may be sent for this long after its approval. */
const MANUAL_EXPIRY_MS = 60_000;
/** A cycle's order may be sent for this long after the cycle began: an older decision is about another market. */
const CYCLE_EXPIRY_MS = 5 * 60_000;

/** The intent that stands for a client order id, and its account. */
export interface Standing {
  readonly order: OrderRow;
  readonly account: BrokerAccountRow;
}

/**
 * Risk, intent and reservation in one transaction, with the account locked: two orders never see the same dollar,
 * and nothing is sent without a committed intent. A refusal is kept like an approval; an order that waits for a person
 * is reserved like one. The first answer stands for
 * this client order id, whatever is asked again.
 */
export function approveOrderActivity(deps: ApprovalDeps) {
  const { db, now } = deps;
  return {
    async approveOrder(input: OrderInput): Promise<Standing> {
      const [standing, account] = await Promise.all([
        orderByClientOrderId(db, input.clientOrderId),
        accountById(db, input.accountId),
      ]);
      if (account === undefined) throw new Error(`no account ${input.accountId}`);
      if (standing !== undefined) return { order: standing, account };

      const expiresAt = await expiryOf(input);
      const market = await marketAtApproval(deps, account, input);
      const order = await inTransaction(db, async (tx) => {
        const locked = await lockAccount(tx, input.accountId);
        const proposed = await proposedOrder(tx, input);
        const verdict =
          now() >= expiresAt ? tooLate(expiresAt) : await judgeOrder(tx, locked, input, proposed, market);
        const question =
          verdict.kind === 'approved'
            ? await approvalQuestion(tx, input, proposed.request, market.quote, now())
            : undefined;
        const intent = waitingFor(question, intentOf(input, proposed, verdict, market, expiresAt));
        const { inserted, order } = await insertIntent(tx, intent, { audit: auditOf(intent) });
        if (inserted && question !== undefined) await askForApproval(tx, order, question);
        return order;
      });
      return { order, account };
    },
  };

  async function expiryOf(input: OrderInput): Promise<Date> {
    if (input.cycleId === undefined) return new Date(now().getTime() + MANUAL_EXPIRY_MS);
    const cycle = await cycleById(db, input.cycleId);
    if (cycle === undefined) throw new Error(`no cycle ${input.cycleId}`);
    return new Date(cycle.startedAt.getTime() + CYCLE_EXPIRY_MS);
  }
}

/** Nothing is sent of it, and risk has not approved it, before a person has. */
function waitingFor(question: ApprovalQuestion | undefined, intent: Intent): Intent {
  if (question === undefined) return intent;
  return { ...intent, status: 'awaiting_approval', approval: null, expiresAt: question.expiresAt };
}

function tooLate(expiresAt: Date): Verdict {
  return {
    kind: 'refused',
    code: 'DECISION_EXPIRED',
    message: 'The decision is too old to be acted upon.',
    facts: { expiresAt: expiresAt.toISOString() },
  };
}

function intentOf(
  input: OrderInput,
  { request, replaces }: ProposedOrder,
  verdict: Verdict,
  market: MarketAtApproval,
  expiresAt: Date,
): Intent {
  const { clientOrderId, userId, accountId, source } = input;
  const isDerived = input.replaces !== undefined || input.close !== undefined;
  const intent = {
    clientOrderId,
    userId,
    accountId,
    source,
    request,
    expiresAt,
    cycleId: input.cycleId ?? null,
    payloadHash: sha256Hex(payloadText(request)),
    askedHash: isDerived ? sha256Hex(askedText(input)) : undefined,
    replaces,
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
    approval: { rules, quote, brokerTime, ...changesOf(input) },
    refusal: null,
  };
}

/** What the broker is to change of the order that is replaced: kept with the approval, because it is what is sent. */
function changesOf({ replaces }: OrderInput): { readonly changes?: OrderChanges } {
  return replaces === undefined ? {} : { changes: replaces.changes };
}

const ACTIONS = {
  refused: 'order.refuse',
  awaiting_approval: 'order.approval-requested',
  approved: 'order.approve',
} as const satisfies Record<Intent['status'], string>;

function auditOf({ userId, cycleId, clientOrderId, source, status, refusal, request, replaces }: Intent) {
  const { symbol, side, qty = null, notional = null } = request;
  return {
    userId,
    actor: source === 'cycle' ? (cycleId ?? 'cycle') : userId,
    action: ACTIONS[status],
    target: clientOrderId,
    result: refusal?.code ?? status,
    data: { symbol, side, qty: replaces?.remainingQty ?? qty, notional },
  };
}
