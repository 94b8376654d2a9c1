import { ApiError, type trading } from '@alpacahq/alpaca-trade-api';
import type { ClientOrderId, OrderChanges, OrderRequest, SubmitOutcome } from '../../domain/order.ts';
import { SourceOutage } from '../../domain/outage.ts';
import { networkFailure } from '../http/network-failure.ts';
import { parseAnswer } from '../http/parse-answer.ts';
import { readErrorReply } from './error-reply.ts';
import { BrokerModeMismatch } from './mode-guard.ts';
import { orderAnswer } from './order-answer.ts';
import type { AlpacaCall } from './read-alpaca.ts';

/** The statuses with which Alpaca says a final no to an order. Any other failure leaves the outcome open. */
const DEFINITE_NO: ReadonlySet<number> = new Set([400, 401, 403, 404, 422]);

const DUPLICATE = { httpStatus: 422, code: 40_010_001, words: 'client_order_id must be unique' } as const;

/**
 * Sends one order, once. Never throws for what Alpaca or the network did: only an answer that proves the outcome
 * gives `accepted`, `rejected`, `duplicate` or `not-sent`; the rest is `unknown`.
 */
export async function submitOrder(
  orders: trading.OrdersApi,
  id: ClientOrderId,
  request: OrderRequest,
  signal?: AbortSignal,
): Promise<SubmitOutcome> {
  const call = async (init: RequestInit) =>
    await orders.postOrderRaw({ postOrderRequest: toPostOrder(id, request) }, init);
  return await outcomeOf(id, 'POST /v2/orders', call, signal);
}

/**
 * Asks Alpaca, once, to put an order with these changes in the place of an open one, under its own client order id.
 * What is answered means what it means for `submitOrder`; accepted is not replaced yet, because a fill may still win.
 */
export async function replaceOrder(
  orders: trading.OrdersApi,
  brokerOrderId: string,
  id: ClientOrderId,
  changes: OrderChanges,
  signal?: AbortSignal,
): Promise<SubmitOutcome> {
  const request = { orderId: brokerOrderId, patchOrderRequest: { clientOrderId: id, ...changes } };
  const call = async (init: RequestInit) => await orders.patchOrderByOrderIdRaw(request, init);
  return await outcomeOf(id, `PATCH /v2/orders/${brokerOrderId}`, call, signal);
}

async function outcomeOf(
  id: ClientOrderId,
  sent: string,
  call: AlpacaCall,
  signal: AbortSignal | undefined,
): Promise<SubmitOutcome> {
  if (signal?.aborted === true) return { kind: 'not-sent', reason: 'ended before it was sent' };
  try {
    const { raw } = await call(signal === undefined ? {} : { signal });
    return outcomeOfAnswer(id, sent, await raw.text());
  } catch (error) {
    if (error instanceof ApiError) return await outcomeOfRefusal(error);
    if (error instanceof Error && error.cause instanceof BrokerModeMismatch) throw error.cause;
    const failure = networkFailure(error);
    return { kind: failure.kind === 'not-sent' ? 'not-sent' : 'unknown', reason: failure.reason };
  }
}

function outcomeOfAnswer(id: ClientOrderId, sent: string, body: string): SubmitOutcome {
  try {
    const order = parseAnswer(orderAnswer, body, { source: 'alpaca', request: sent });
    if (order.clientOrderId !== id) {
      return { kind: 'unknown', reason: `the answer is about another order: ${order.clientOrderId}` };
    }
    return { kind: 'accepted', order };
  } catch (error) {
    if (error instanceof SourceOutage) return { kind: 'unknown', reason: error.message };
    throw error;
  }
}

async function outcomeOfRefusal(error: ApiError): Promise<SubmitOutcome> {
  if (error.status === 429) {
    // The rate limit answers before an order is taken; were it otherwise, the same id again would be a duplicate.
    const wait = error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs };
    return { kind: 'not-sent', reason: `HTTP 429: ${error.message}`, ...wait };
  }
  if (!DEFINITE_NO.has(error.status)) {
    return { kind: 'unknown', reason: `HTTP ${error.status}: ${error.message.slice(0, 200)}` };
  }
  const rejection = await readErrorReply(error);
  if (rejection === undefined) {
    return { kind: 'unknown', reason: `HTTP ${error.status} without Alpaca's own error body` };
  }
  const isDuplicate =
    rejection.httpStatus === DUPLICATE.httpStatus &&
    rejection.code === DUPLICATE.code &&
    rejection.message.includes(DUPLICATE.words);
  return isDuplicate ? { kind: 'duplicate' } : { kind: 'rejected', rejection };
}

function toPostOrder(id: ClientOrderId, request: OrderRequest): trading.PostOrderRequest {
  const { symbol, side, type, timeInForce, orderClass, ...rest } = request;
  // The limit of an OCO is its take-profit's; said twice it is one of them that Alpaca reads.
  const { limitPrice, ...others } = rest;
  const terms = orderClass === 'oco' || limitPrice === undefined ? others : rest;
  const linked = orderClass === undefined || orderClass === 'simple' ? {} : { orderClass };
  return { clientOrderId: id, symbol, side, type, timeInForce, ...terms, ...linked };
}
