import {
  ApplicationFailure,
  condition,
  proxyActivities,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { OrderActivities } from '../activities/orders/order-activities.ts';
import { APPROVAL_FAULTS, type ApprovalFault, approvalFault } from '../domain/approval/approval-fault.ts';
import type { ApprovalStanding, ApprovalWord } from '../domain/approval/order-approval.ts';
import { decideApprovalUpdate, type OrderAnswer, type OrderInput, SEARCH_ATTRIBUTES } from './messages.ts';
import { isAnswerable } from './order-answer.ts';
import { orderSentence } from './order-prose.ts';
import { described, ORDER_STEP, PLACE_ORDER } from './policies.ts';

const { decideApproval, settleApproval } = proxyActivities<OrderActivities>(ORDER_STEP);

/** What the order's workflow knows, and how it learns more. */
interface Knowledge {
  readonly known: () => OrderAnswer | undefined;
  readonly learn: (seen: OrderAnswer) => OrderAnswer;
  /** Grows with every change that the workflow hears of. */
  readonly news: () => number;
}

/** Where a person's word on an order is taken, from the start of its workflow on. */
export interface ApprovalDesk {
  /** Waits while the order waits for a person; gives the order as it is then, at once where nobody is asked. */
  decided(): Promise<OrderAnswer>;
}

/**
 * A person may approve or reject while the order waits, by an Update whose validator tells at once why a word does not
 * count. The first word stands. Nobody's word in time is a no; so is a wish to cancel.
 */
export function openApprovalDesk(input: OrderInput, { known, learn, news }: Knowledge): ApprovalDesk {
  const { clientOrderId } = input;
  let deciding = false;

  const faultIn = (word: ApprovalWord): ApprovalFault | undefined =>
    approvalFault(known(), input, word, timeNow());

  setHandler(
    decideApprovalUpdate,
    async (word) => {
      deciding = true;
      try {
        await condition(() => known() !== undefined);
        const fault = faultIn(word);
        if (fault !== undefined) throw failureOf(fault);
        const summary = `${word.decision === 'approve' ? 'Approved: fresh quote, risk again' : 'Rejected'}: ${orderSentence(input)}`;
        const step = { input, word, at: timeNow() };
        learn(await decideApproval.executeWithOptions(described(PLACE_ORDER, summary), [step]));
      } finally {
        deciding = false;
      }
      await condition(() => isAnswerable(answerOf(known())));
      return answerOf(known());
    },
    {
      validator: (word) => {
        const fault = faultIn(word) ?? (deciding ? 'APPROVAL_NOT_OPEN' : undefined);
        if (fault !== undefined) throw failureOf(fault);
      },
      description: 'Approve or reject this order while it waits for a person',
    },
  );

  const waits = (): boolean => answerOf(known()).status === 'awaiting_approval';

  return {
    async decided() {
      if (!waits()) return answerOf(known());
      tellOutcome('awaiting_approval');
      while (waits()) {
        const { expiresAt } = questionOf(answerOf(known()));
        const seen = news();
        const leftMs = Date.parse(expiresAt) - Date.now();
        if (leftMs > 0) {
          const summary = `Until a person approves or rejects, at the latest at ${expiresAt}`;
          await condition(() => deciding || !waits() || news() !== seen, leftMs, { summary });
        }
        if (deciding) await condition(() => !deciding);
        else if (waits()) {
          const summary = `Does it still wait: ${orderSentence(input)}`;
          const step = { clientOrderId, at: timeNow() };
          learn(await settleApproval.executeWithOptions(described(ORDER_STEP, summary), [step]));
        }
      }
      const answer = answerOf(known());
      tellOutcome(answer.refusal?.code ?? 'approved');
      return answer;
    },
  };
}

function timeNow(): string {
  return new Date().toISOString();
}

function tellOutcome(outcome: string): void {
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.outcome, value: outcome }]);
}

function failureOf(type: ApprovalFault): ApplicationFailure {
  return ApplicationFailure.create({ type, message: APPROVAL_FAULTS[type], nonRetryable: true });
}

function answerOf(answer: OrderAnswer | undefined): OrderAnswer {
  if (answer === undefined) throw new Error('an order waits for a person only after its risk check');
  return answer;
}

function questionOf({ approval, clientOrderId }: OrderAnswer): ApprovalStanding {
  if (approval === undefined) throw new Error(`${clientOrderId} waits, and nobody was asked`);
  return approval;
}
