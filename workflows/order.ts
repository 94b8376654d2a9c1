import {
  allHandlersFinished,
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { OrderActivities } from '../activities/orders/order-activities.ts';
import { openApprovalDesk } from './approval-desk.ts';
import {
  acknowledgementUpdate,
  cancelLegUpdate,
  cancelUpdate,
  type LegToCancel,
  type OrderAnswer,
  type OrderInput,
  orderChangedSignal,
  orderQuery,
} from './messages.ts';
import { hasEnded, isAnswerable, isUnsettled, mergeAnswer, validateCancel } from './order-answer.ts';
import { orderDetails, orderSentence } from './order-prose.ts';
import { described, ORDER_STEP, PLACE_ORDER } from './policies.ts';

const activities = proxyActivities<OrderActivities>(ORDER_STEP);

/** The stream tells of changes; without news the broker is asked, each time after twice as long. */
const POLL_MS = { first: 2_000, last: 60_000 };
/** How often the exits of a position are looked at before its close goes on. */
const EXITS = { looksMax: 20, pauseMs: 250 };
/** How long an unknown outcome waits before it is looked up again. */
const RESOLVE_MS = { first: 500, last: 30_000 };

/**
 * One order, from the intent to its end: risk and intent in one transaction, a person's word where one is asked, then
 * the submission under one client order id, then fills until it is terminal. Its workflow id is the client order id,
 * and each step finds in the ledger what an earlier attempt, run or reset has done: nothing here is ever sent twice.
 */
export async function order(input: OrderInput): Promise<OrderAnswer> {
  const { clientOrderId } = input;
  let answer: OrderAnswer | undefined;
  let news = 0;
  const known = (): OrderAnswer | undefined => answer;

  const learn = (seen: OrderAnswer): OrderAnswer => {
    answer = mergeAnswer(answer, seen);
    setCurrentDetails(orderDetails(input, answer));
    return answer;
  };

  setHandler(orderQuery, known, { description: 'Where this order stands' });
  setHandler(orderChangedSignal, (change) => {
    if (answer !== undefined) learn({ ...answer, ...change });
    news += 1;
  });
  setHandler(acknowledgementUpdate, async () => {
    await condition(() => answer !== undefined && isAnswerable(answer));
    return answerOf(known());
  });
  setHandler(
    cancelUpdate,
    async () => {
      const summary = `Ask the broker to cancel ${orderSentence(input)}`;
      const seen = await activities.requestCancel.executeWithOptions(described(ORDER_STEP, summary), [
        { clientOrderId },
      ]);
      news += 1;
      return learn(seen);
    },
    { validator: () => validateCancel(known()), description: 'Ask the broker to cancel this order' },
  );
  setHandler(
    cancelLegUpdate,
    async (leg: LegToCancel) => {
      const summary = `Ask the broker to cancel a leg of: ${orderSentence(input)}`;
      const seen = await activities.requestCancel.executeWithOptions(described(ORDER_STEP, summary), [leg]);
      news += 1;
      return seen;
    },
    {
      validator: (_leg: LegToCancel) => validateCancel(known()),
      description: 'Ask the broker to cancel one of its legs',
    },
  );

  const approvalDesk = openApprovalDesk(input, { known, learn, news: () => news });

  if (input.close?.cancelOrders === true) await freeTheShares(input);

  const sentence = orderSentence(input);
  learn(
    await activities.placeOrder.executeWithOptions(described(PLACE_ORDER, `Ask risk, then ${sentence}`), [
      input,
    ]),
  );
  let now = await approvalDesk.decided();

  for (let waitMs = RESOLVE_MS.first; isUnsettled(now); waitMs = Math.min(waitMs * 2, RESOLVE_MS.last)) {
    const seen = news;
    await condition(() => news !== seen, waitMs, { summary: 'Until the broker is asked again' });
    now = answerOf(known());
    if (!isUnsettled(now)) break;
    const summary = `Find out what became of: ${sentence}`;
    now = learn(
      await activities.submitOrder.executeWithOptions(described(ORDER_STEP, summary), [{ clientOrderId }]),
    );
    await continueInFreshHistory(input);
  }

  for (
    let waitMs = POLL_MS.first;
    !hasEnded(answerOf(known()));
    waitMs = Math.min(waitMs * 2, POLL_MS.last)
  ) {
    const seen = news;
    const heard = await condition(() => news !== seen, waitMs, {
      summary: 'Until the trade-update stream tells more',
    });
    if (heard) {
      waitMs = POLL_MS.first;
    } else {
      const summary = 'The stream is silent: ask the broker';
      learn(
        await activities.refreshOrder.executeWithOptions(described(ORDER_STEP, summary), [{ clientOrderId }]),
      );
    }
    await continueInFreshHistory(input);
  }

  await condition(allHandlersFinished);
  return answerOf(known());
}

/** Open exits hold the shares that are to be sold: they end first, or the close is judged with them. */
async function freeTheShares(input: OrderInput): Promise<void> {
  const { accountId, request } = input;
  for (let looks = 0; looks < EXITS.looksMax; looks += 1) {
    const { open } = await activities.cancelExits.executeWithOptions(
      described(ORDER_STEP, `Cancel the open exits of ${request.symbol}`),
      [{ accountId, symbol: request.symbol, forOrder: input.clientOrderId }],
    );
    if (open === 0) return;
    await sleep(EXITS.pauseMs, { summary: 'Until the exits have ended' });
  }
}

/** An order may rest for months; its steps find their place in the ledger again from the same input. */
async function continueInFreshHistory(input: OrderInput): Promise<void> {
  if (!workflowInfo().continueAsNewSuggested) return;
  await condition(allHandlersFinished);
  await continueAsNew<typeof order>(input);
}

function answerOf(answer: OrderAnswer | undefined): OrderAnswer {
  if (answer === undefined) throw new Error('an order answers only after its risk check');
  return answer;
}
