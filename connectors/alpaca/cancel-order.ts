import { ApiError, type trading } from '@alpacahq/alpaca-trade-api';
import { z } from 'zod';
import type { CancelOutcome } from '../../domain/order.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { CancelAnswer } from '../../domain/ports/broker.ts';
import { parseAnswer } from '../http/parse-answer.ts';
import { readErrorReply } from './error-reply.ts';
import { readAlpaca } from './read-alpaca.ts';

/**
 * Asks for the end of an order. Asking twice does no harm, so a failure is an outage and may be repeated.
 * @throws SourceOutage unless Alpaca took the request, or said with 404 or 422 that there is nothing to cancel.
 */
export async function cancelOrder(
  orders: trading.OrdersApi,
  brokerOrderId: string,
  signal?: AbortSignal,
): Promise<CancelOutcome> {
  const asked = { source: 'alpaca', request: `DELETE /v2/orders/${brokerOrderId}` };
  try {
    await readAlpaca(
      asked,
      async (init) => await orders.deleteOrderByOrderIDRaw({ orderId: brokerOrderId }, init),
      signal,
    );
    return { kind: 'requested' };
  } catch (error) {
    const cause = error instanceof SourceOutage ? error.cause : undefined;
    if (!(cause instanceof ApiError) || (cause.status !== 404 && cause.status !== 422)) throw error;
    const rejection = await readErrorReply(cause);
    if (rejection === undefined) throw error;
    return { kind: 'not-cancelable', rejection };
  }
}

const cancelAnswer = z
  .looseObject({ id: z.string().min(1), status: z.union([z.string(), z.number()]).transform(Number) })
  .transform(({ id, status }): CancelAnswer => ({ brokerOrderId: id, status }));

/**
 * Asks for the end of every open order: HTTP 207 with Alpaca's word on each. Asking twice does no harm.
 * @throws SourceOutage
 */
export async function cancelAllOrders(
  orders: trading.OrdersApi,
  signal?: AbortSignal,
): Promise<readonly CancelAnswer[]> {
  const asked = { source: 'alpaca', request: 'DELETE /v2/orders' };
  const body = await readAlpaca(asked, async (init) => await orders.deleteAllOrdersRaw(init), signal);
  return parseAnswer(z.array(cancelAnswer), body, asked);
}
