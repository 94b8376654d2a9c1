import type { trading } from '@alpacahq/alpaca-trade-api';
import { readAlpaca } from './read-alpaca.ts';

/**
 * Asks for the end of every open order of the account, of whatever asset. Alpaca answers 207 with a status for each;
 * what is left open is seen by listing the open orders again, so the single answers are not read.
 * @throws SourceOutage unless Alpaca took the request.
 */
export async function cancelAll(orders: trading.OrdersApi, signal?: AbortSignal): Promise<void> {
  const asked = { source: 'alpaca', request: 'DELETE /v2/orders' };
  await readAlpaca(asked, async (init) => await orders.deleteAllOrdersRaw(init), signal);
}
