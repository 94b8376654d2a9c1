import { ApplicationFailure } from '@temporalio/activity';
import type { Transaction } from 'kysely';
import { lockAccount } from '../../db/queries/accounts/broker-accounts.ts';
import { appendAudit } from '../../db/queries/audit/audit.ts';
import { sha256Hex } from '../../db/queries/evidence/evidence-hash.ts';
import { userById } from '../../db/queries/identity/users.ts';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import { confirmWaiting, refuseWaiting } from '../../db/queries/orders/approval-transitions.ts';
import { lockOrder } from '../../db/queries/orders/lock-order.ts';
import { approvalOf, recordApprovalWord } from '../../db/queries/orders/order-approvals.ts';
import type { BrokerAccountRow, Database, OrderApprovalRow, OrderRow } from '../../db/schema.ts';
import { APPROVAL_FAULTS, type ApprovalFault, mayDecide } from '../../domain/approval/approval-fault.ts';
import type { ApprovalWord } from '../../domain/approval/order-approval.ts';
import { priceMoved } from '../../domain/approval/price-moved.ts';
import type { Timestamp } from '../../domain/market.ts';
import type { OrderAnswer, OrderInput } from '../../domain/ordering/order-intent.ts';
import { payloadText } from '../../domain/payload-text.ts';
import { limitsOf } from '../../domain/risk/limits.ts';
import { withApproval } from './approval-standing.ts';
import { judgeOrder, type Verdict } from './judge-order.ts';
import { ledgerOrder } from './ledger-order.ts';
import { type ApprovalDeps, type MarketAtApproval, marketAtApproval } from './market-at-approval.ts';
import { orderAnswerOf } from './order-answer-of.ts';
import { proposedOrder } from './proposed-order.ts';
import { endWaiting } from './settle-approval.ts';
import { accountOf } from './settle-order.ts';

export interface DecideApprovalInput {
  readonly input: OrderInput;
  readonly word: ApprovalWord;
  /** When the person said it, by the workflow's clock, which has found it in time. */
  readonly at: Timestamp;
}

/** A person's word is acted upon within this time, or not at all: the market has gone on. */
const WORD_EXPIRY_MS = 2 * 60_000;
/** After risk's own yes an order may be sent for this long, like an order that a person places. */
const CONFIRMED_EXPIRY_MS = 60_000;

/**
 * Carries out a person's word on an order that waits, once: what the ledger says of the order decides, so that a
 * repeated step, a reset or a second person changes nothing. A yes is followed by risk's own, on a fresh quote and a
 * fresh account with the books locked; what the person saw is what is sent, or nothing is.
 * @throws SourceOutage when the broker cannot be read; the step is repeated until the word is too old to be acted upon.
 */
export function decideApprovalActivity(deps: ApprovalDeps) {
  const { db, now } = deps;

  return {
    async decideApproval({ input, word, at }: DecideApprovalInput): Promise<OrderAnswer> {
      const { accountId, clientOrderId } = input;
      const row = await ledgerOrder(deps, clientOrderId);
      if (row.status !== 'awaiting_approval') return withApproval(deps, orderAnswerOf(row));
      const by = await approver(word, row);
      const wordExpiresAt = new Date(Date.parse(at) + WORD_EXPIRY_MS);
      const isWanted = word.decision === 'approve' && row.cancelRequestedAt === null && now() < wordExpiresAt;
      const { cycleId: _, ...asked } = input;
      // Without the cycle: what it read before is not fresh.
      const market = isWanted ? await marketAtApproval(deps, await accountOf(deps, row), asked) : undefined;

      const order = await inTransaction(db, async (tx) => {
        const account = await lockAccount(tx, accountId);
        const { order: locked } = await lockOrder(tx, { accountId, clientOrderId });
        if (locked === undefined) throw new Error(`order ${clientOrderId} left its account`);
        if (locked.status !== 'awaiting_approval') return locked;
        if (locked.cancelRequestedAt !== null) return endWaiting(tx, locked, now());
        const question = await questionOn(tx, locked, word);
        const { decision, note = null, wordId } = word;
        await recordApprovalWord(tx, locked, { decision, note, wordId, by: by.email, at: new Date(at) });
        const verdict =
          decision === 'reject'
            ? rejected(by.email, note)
            : market === undefined || now() >= wordExpiresAt
              ? tooLate(at)
              : await judgeAgain(tx, account, { input, order: locked, question, market });
        const decided =
          verdict.kind === 'refused'
            ? await refuseWaiting(tx, locked, refusalOf(verdict), now())
            : await confirmWaiting(tx, locked, { ...verdict, expiresAt: sendUntil(now()) });
        await appendAudit(tx, {
          userId: by.id,
          actor: by.email,
          action: 'order.approval-decided',
          target: locked.clientOrderId,
          result: decided.refusal?.code ?? 'approved',
          data: { decision, note, reason: question.reason },
          requestId: word.requestId ?? null,
        });
        return decided;
      });
      return withApproval(deps, orderAnswerOf(order));
    },
  };

  /** The person as the ledger knows them: what the caller said of itself is not enough. */
  async function approver({ by }: ApprovalWord, order: OrderRow) {
    const user = await userById(db, by.userId);
    const stands = user !== undefined && user.disabledAt === null;
    if (!stands || !mayDecide({ userId: user.id, role: user.role }, order)) {
      throw fault('APPROVAL_FORBIDDEN');
    }
    return user;
  }
}

async function questionOn(
  tx: Transaction<Database>,
  { clientOrderId, payloadHash }: OrderRow,
  word: ApprovalWord,
): Promise<OrderApprovalRow> {
  const question = await approvalOf(tx, clientOrderId);
  if (question === undefined) throw new Error(`order ${clientOrderId} waits, and nobody was asked`);
  if (question.payloadHash !== payloadHash || question.payloadHash !== word.payloadHash) {
    throw fault('APPROVAL_NOT_OPEN');
  }
  return question;
}

function sendUntil(confirmedAt: Date): Date {
  return new Date(confirmedAt.getTime() + CONFIRMED_EXPIRY_MS);
}

type Again =
  | Extract<Verdict, { kind: 'refused' }>
  | ({ readonly kind: 'approved' } & Omit<Parameters<typeof confirmWaiting>[2], 'expiresAt'>);

/** Risk once more, as if the order were not in the books yet. */
async function judgeAgain(
  tx: Transaction<Database>,
  account: BrokerAccountRow,
  {
    input,
    order,
    question,
    market,
  }: {
    readonly input: OrderInput;
    readonly order: OrderRow;
    readonly question: OrderApprovalRow;
    readonly market: MarketAtApproval;
  },
): Promise<Again> {
  const proposed = await proposedOrder(tx, input);
  const { quote, brokerTime } = market;
  const verdict = await judgeOrder(tx, account, input, proposed, market, order.groupId);
  if (verdict.kind === 'refused') return verdict;
  if (sha256Hex(payloadText(proposed.request)) !== order.payloadHash) {
    const message = 'The order is not the one that the person was asked about.';
    return { kind: 'refused', code: 'APPROVAL_PAYLOAD_CHANGED', message, facts: {} };
  }
  const { priceCollarMax } = limitsOf(account.riskLimits);
  const moved = priceMoved(order.side, question.quote ?? undefined, quote, priceCollarMax);
  if (moved !== undefined) return { kind: 'refused', ...moved };
  const { rules, reserveNotional } = verdict;
  return {
    kind: 'approved',
    approval: { rules, quote, brokerTime },
    reservedNotional: reserveNotional,
    referencePrice: quote?.ask,
  };
}

function rejected(by: string, note: string | null): Again {
  return {
    kind: 'refused',
    code: 'APPROVAL_REJECTED',
    message: 'A person said no to the order.',
    facts: { by, ...(note === null ? {} : { note }) },
  };
}

function tooLate(decidedAt: Timestamp): Again {
  return {
    kind: 'refused',
    code: 'DECISION_EXPIRED',
    message: 'The decision is too old to be acted upon.',
    facts: { decidedAt },
  };
}

function refusalOf({ code, message, facts }: Extract<Again, { kind: 'refused' }>) {
  return { code, message, facts };
}

function fault(type: ApprovalFault): ApplicationFailure {
  return ApplicationFailure.create({ type, message: APPROVAL_FAULTS[type], nonRetryable: true });
}
