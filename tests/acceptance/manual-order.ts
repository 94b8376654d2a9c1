import type { BootedStack } from '../support/stack.ts';

export interface ManualOrder {
  readonly symbol?: string;
  readonly side?: 'buy' | 'sell';
  readonly type: 'market' | 'limit';
  readonly qty: string;
  readonly limitPrice?: string;
}

/** Places an order by hand through the API: AAPL, buy, for the day, unless the order says otherwise. */
export async function placeManually(
  stack: BootedStack,
  order: ManualOrder,
  idempotencyKey: string = crypto.randomUUID(),
): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await stack.api('/v1/orders', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
    body: JSON.stringify({ symbol: 'AAPL', side: 'buy', timeInForce: 'day', ...order }),
  });
  return { status: answer.status, body: await answer.json() };
}
