import { type SearchAttributePair, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ChildWorkflowFailure,
  condition,
  ParentClosePolicy,
  proxyActivities,
  startChild,
  WorkflowIdReusePolicy,
  workflowInfo,
} from '@temporalio/workflow';
import type { OrderActivities } from '../activities/orders/order-activities.ts';
import type { PlannedOrder } from '../activities/orders/planned-order.ts';
import type { CycleOrderReport, OrderAnswer, OrderInput } from './messages.ts';
import { orderWorkflowId, SEARCH_ATTRIBUTES, TASK_QUEUES } from './messages.ts';
import type { order } from './order.ts';
import { orderSentence, standingInWords } from './order-prose.ts';
import { described, ORDER_STEP } from './policies.ts';

const { readOrders } = proxyActivities<OrderActivities>(ORDER_STEP);

/** The cycle goes on after this long; an order that is still open goes on by itself. */
const SETTLE_TIMEOUT_MS = 60_000;

export interface PlaceOrdersInput {
  readonly orders: readonly PlannedOrder[];
  readonly cycleId: string;
  readonly userId: string;
  readonly accountId: string;
}

export interface PlacedOrders {
  readonly note: string;
  readonly orders: readonly CycleOrderReport[];
}

/**
 * Starts one `order` workflow for each planned order, all at once, and waits until they have ended or time is up.
 * An order that exists already (after a reset of the cycle) is not started again: the ledger tells where it stands.
 */
export async function placeOrders(input: PlaceOrdersInput): Promise<PlacedOrders> {
  const answers = new Map<string, OrderAnswer>();
  let settled = 0;

  const place = async (planned: PlannedOrder): Promise<void> => {
    try {
      const child = await startOrder({ ...planned, ...input });
      const answer = await child.result();
      answers.set(planned.clientOrderId, answer);
    } catch (error) {
      const readFromLedger =
        error instanceof WorkflowExecutionAlreadyStartedError || error instanceof ChildWorkflowFailure;
      if (!readFromLedger) throw error;
    } finally {
      settled += 1;
    }
  };
  const placing = Promise.all(input.orders.map(place));
  if (input.orders.length > 0) {
    const everyone = condition(() => settled === input.orders.length, SETTLE_TIMEOUT_MS, {
      summary: 'Until every order has ended, or the cycle goes on without them',
    });
    await Promise.race([placing, everyone]);
  }

  const unheard = input.orders.filter(({ clientOrderId }) => !answers.has(clientOrderId));
  if (unheard.length > 0) {
    const clientOrderIds = unheard.map(({ clientOrderId }) => clientOrderId);
    const summary = `Where ${unheard.length} orders stand by the ledger`;
    const standing = await readOrders.executeWithOptions(described(ORDER_STEP, summary), [
      { clientOrderIds },
    ]);
    for (const answer of standing) answers.set(answer.clientOrderId, answer);
  }

  const orders = input.orders.flatMap((planned) => {
    const answer = answers.get(planned.clientOrderId);
    return answer === undefined ? [] : [reported(planned, answer)];
  });
  return { note: noteOf(orders), orders };
}

function startOrder(input: OrderInputOfCycle) {
  const { clientOrderId, userId, accountId, cycleId, request } = input;
  const args: [OrderInput] = [{ clientOrderId, userId, accountId, source: 'cycle', cycleId, request }];
  return startChild<typeof order>('order', {
    args,
    workflowId: orderWorkflowId(clientOrderId),
    taskQueue: TASK_QUEUES.orders,
    workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
    parentClosePolicy: ParentClosePolicy.ABANDON,
    workflowExecutionTimeout: '120d',
    workflowTaskTimeout: '10s',
    staticSummary: orderSentence(input),
    typedSearchAttributes: searchAttributesOf(request.symbol),
  });
}

/** An order is found by its own symbol, and by its cycle's strategy and mode. */
function searchAttributesOf(symbol: string): SearchAttributePair[] {
  const { strategy, mode, symbols } = SEARCH_ATTRIBUTES;
  const ofCycle = workflowInfo().typedSearchAttributes;
  return [
    { key: symbols, value: [symbol] },
    ...[strategy, mode].flatMap((key) => pairOf(key, ofCycle.get(key))),
  ];
}

function pairOf(key: typeof SEARCH_ATTRIBUTES.strategy, value: string | undefined): SearchAttributePair[] {
  return value === undefined ? [] : [{ key, value }];
}

type OrderInputOfCycle = PlannedOrder & Pick<PlaceOrdersInput, 'userId' | 'accountId' | 'cycleId'>;

function reported(planned: PlannedOrder, answer: OrderAnswer): CycleOrderReport {
  return {
    clientOrderId: planned.clientOrderId,
    symbol: planned.request.symbol,
    side: planned.request.side,
    qty: planned.request.qty,
    status: answer.status,
    filledQty: answer.filledQty,
    ...(answer.refusal === undefined ? {} : { refusal: answer.refusal }),
    ...(answer.status === 'awaiting_approval' && answer.approval !== undefined
      ? { approvalExpiresAt: answer.approval.expiresAt }
      : {}),
  };
}

function noteOf(orders: readonly CycleOrderReport[]): string {
  if (orders.length === 0) return 'nothing to trade';
  return orders
    .map((order) => `${order.side} ${order.qty} ${order.symbol} ${standingInWords(order)}`)
    .join(', ')
    .slice(0, 500);
}
