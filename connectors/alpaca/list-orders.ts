import type { trading } from '@alpacahq/alpaca-trade-api';
import { z } from 'zod';
import type { Timestamp } from '../../domain/market.ts';
import type { BrokerOrder } from '../../domain/order.ts';
import { SourceOutage } from '../../domain/outage.ts';
import { parseAnswer } from '../http/parse-answer.ts';
import { orderAnswer } from './order-answer.ts';
import { readAlpaca } from './read-alpaca.ts';

/** The most that Alpaca gives in one answer. */
const PAGE_SIZE = 500;

export type OrdersQuery = { readonly status: 'open' } | { readonly status: 'all'; readonly after: Timestamp };

/**
 * Orders for shares, oldest first, all pages, each once. `after` counts in: Alpaca's own `after` is exclusive and
 * finer than a millisecond, so every page is asked from a millisecond earlier and what was seen is dropped.
 * @throws SourceOutage
 */
export async function listOrders(
  api: trading.OrdersApi,
  query: OrdersQuery,
  signal?: AbortSignal,
): Promise<readonly BrokerOrder[]> {
  const asked = { source: 'alpaca', request: `GET /v2/orders?status=${query.status}` };
  const seen = new Map<string, BrokerOrder>();
  let from: Pick<trading.GetAllOrdersRequest, 'after' | 'afterOrderId'> =
    query.status === 'all' ? { after: justBefore(query.after) } : {};
  for (;;) {
    const page = {
      status: query.status,
      limit: PAGE_SIZE,
      direction: 'asc',
      assetClass: ['us_equity'],
      ...from,
    } as const;
    const body = await readAlpaca(
      asked,
      async (init) => await api.getAllOrdersRaw({ ...page, assetClass: [...page.assetClass] }, init),
      signal,
    );
    const orders = parseAnswer(z.array(orderAnswer), body, asked);
    const known = seen.size;
    for (const order of orders) seen.set(order.brokerOrderId, order);
    const [first, last] = [orders.at(0), orders.at(-1)];
    if (orders.length < PAGE_SIZE || first === undefined || last === undefined) break;
    if (seen.size === known) {
      throw new SourceOutage({
        ...asked,
        kind: 'malformed',
        reason: `the page after ${last.brokerOrderId} brings nothing new`,
      });
    }
    // A page within one millisecond cannot be left by time; the order's id leads on.
    from =
      first.submittedAt === last.submittedAt
        ? { afterOrderId: last.brokerOrderId }
        : { after: justBefore(last.submittedAt) };
  }
  const orders = [...seen.values()];
  return query.status === 'open' ? orders : orders.filter((order) => order.submittedAt >= query.after);
}

function justBefore(moment: Timestamp): string {
  return new Date(Date.parse(moment) - 1).toISOString();
}
