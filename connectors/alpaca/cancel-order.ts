import { ApiError, type trading } from '@alpacahq/alpaca-trade-api';
import type { CancelOutcome } from '../../domain/order.ts';
import { SourceOutage } from '../../domain/outage.ts';
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
