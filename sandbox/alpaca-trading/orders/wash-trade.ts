import type { Account } from '../ledger/account.ts';
import { forbidden, type Refusal } from '../refusal.ts';
import type { Order, OrderType } from './order.ts';
import type { OrderRequest } from './order-request.ts';

/**
 * Alpaca's wash-trade table (its support page of 2026-09-16): a market or stop order meets no order of the other side
 * in the same symbol; limits meet one another only when the buy is below the sell. Trailing stops and the orders of a
 * bracket, OCO or OTO are exempt.
 */
export function refuseWashTrade(
  request: OrderRequest,
  account: Account,
  replacing: Order | undefined,
): Refusal | undefined {
  if (request.orderClass || request.type === 'trailing_stop' || replacing?.ticket.group) return undefined;
  for (const order of account.openOrders.values()) {
    const { ticket } = order;
    const exempt = ticket.group !== null || ticket.type === 'trailing_stop';
    if (exempt || ticket.symbol !== request.symbol || ticket.side === request.side) continue;
    const kind = meets(request, order);
    if (kind) {
      return forbidden('potential wash trade detected. use complex orders', {
        existing_order_id: ticket.id,
        reject_reason: `opposite side ${kind} order exists`,
      });
    }
  }
  return undefined;
}

function meets(request: OrderRequest, order: Order): 'market/stop' | 'limit' | undefined {
  const { ticket } = order;
  if (!isLimited(ticket.type)) return 'market/stop';
  if (!isLimited(request.type) || !request.limitPrice || ticket.limitPrice === null) return 'limit';
  const crosses =
    request.side === 'buy'
      ? request.limitPrice.greaterThanOrEqualTo(ticket.limitPrice)
      : request.limitPrice.lessThanOrEqualTo(ticket.limitPrice);
  return crosses ? 'limit' : undefined;
}

function isLimited(type: OrderType): boolean {
  return type === 'limit' || type === 'stop_limit';
}
