import { randomUUID } from 'node:crypto';
import { type Decimal, exact, text } from '../decimal.ts';
import type { Exchange } from '../exchange.ts';
import type { Account } from '../ledger/account.ts';
import { expiryOf, tradesAt } from '../matching/trading-hours.ts';
import type { Reservation } from './admission.ts';
import type { GroupPlace, Order, OrderTicket } from './order.ts';
import type { OrderRequest } from './order-request.ts';

/** The ticket of an admitted order; one that replaces another keeps its place in the group and its best price. */
export function makeTicket(
  { market }: Exchange,
  account: Account,
  request: OrderRequest,
  reservation: Reservation,
  at: number,
  replacing?: Order,
): OrderTicket {
  const extendedHours = request.extendedHours ?? false;
  const { timeInForce } = request;
  const tradable = timeInForce !== 'opg' && tradesAt({ extendedHours }, market.calendar, at);
  const trails = request.type === 'trailing_stop';
  return {
    id: randomUUID(),
    clientOrderId: request.clientOrderId ?? randomUUID(),
    accountId: account.id,
    symbol: reservation.asset.symbol,
    assetId: reservation.asset.id,
    side: request.side,
    type: request.type,
    timeInForce,
    qty: shown(request.qty),
    notional: shown(request.notional),
    limitPrice: shown(request.limitPrice),
    stopPrice: shown(request.stopPrice),
    reservedQty: text(reservation.qty),
    reservedPrice: shown(reservation.price),
    status: replacing?.status === 'held' ? 'held' : tradable ? 'pending_new' : 'accepted',
    expiresAt: expiryOf({ timeInForce, extendedHours }, market.calendar, at),
    replaces: replacing?.ticket.id ?? null,
    extendedHours,
    trailPrice: shown(request.trailPrice),
    trailPercent: shown(request.trailPercent),
    hwm: trails ? (replacing?.hwm ?? text(lastTrade(market, reservation.asset.symbol, at))) : null,
    group: replacing?.ticket.group ?? firstPlace(request),
  };
}

/** The legs that wait under a new parent. */
export function makeLegs(parent: OrderTicket, { takeProfit, stopLoss }: OrderRequest): OrderTicket[] {
  const { group } = parent;
  if (!group) return [];
  const oco = group.orderClass === 'oco';
  const leg = {
    ...parent,
    side: oco ? parent.side : parent.side === 'buy' ? 'sell' : 'buy',
    limitPrice: null,
    stopPrice: null,
    reservedPrice: null,
    status: 'held',
  } as const;
  const legs: OrderTicket[] = [];
  if (takeProfit && !oco) {
    legs.push({
      ...leg,
      ...freshIds(),
      type: 'limit',
      limitPrice: text(takeProfit.limitPrice),
      group: { ...group, role: 'take_profit' },
    });
  }
  if (stopLoss) {
    legs.push({
      ...leg,
      ...freshIds(),
      type: stopLoss.limitPrice ? 'stop_limit' : 'stop',
      limitPrice: shown(stopLoss.limitPrice),
      stopPrice: text(stopLoss.stopPrice),
      group: { ...group, role: 'stop_loss' },
    });
  }
  return legs;
}

function firstPlace({ orderClass }: OrderRequest): GroupPlace | null {
  if (!orderClass) return null;
  return { id: randomUUID(), orderClass, role: orderClass === 'oco' ? 'take_profit' : 'entry' };
}

function freshIds(): Pick<OrderTicket, 'id' | 'clientOrderId'> {
  return { id: randomUUID(), clientOrderId: randomUUID() };
}

function lastTrade(market: Exchange['market'], symbol: string, at: number): Decimal {
  const book = market.book(symbol, at);
  if (!book) throw new Error(`no price for ${symbol}`);
  return exact(book.last);
}

function shown(value: Decimal | null | undefined): string | null {
  return value ? text(value) : null;
}
