import type { OrderInput } from './ordering/order-intent.ts';
import { payloadText } from './payload-text.ts';

/**
 * The canonical text of what a caller asked for: the order itself, or the change or close that leads to one whose
 * quantities are found later. Who repeats a key with another wish sees it by the hash of this.
 */
export function askedText({
  request,
  replaces,
  close,
}: Pick<OrderInput, 'request' | 'replaces' | 'close'>): string {
  if (close !== undefined) {
    const { qty, percentage, cancelOrders } = close;
    return JSON.stringify(['close', request.symbol, qty ?? null, percentage ?? null, cancelOrders]);
  }
  if (replaces !== undefined) {
    const { qty, limitPrice, stopPrice, trail, timeInForce } = replaces.changes;
    const changes = [qty, limitPrice, stopPrice, trail, timeInForce].map((change) => change ?? null);
    return JSON.stringify(['replace', replaces.clientOrderId, ...changes]);
  }
  return payloadText(request);
}
