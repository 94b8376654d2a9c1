import type { Market } from '../../world/world.ts';
import { type Decimal, exact, greatest, ZERO } from '../decimal.ts';
import { heldQty, type Order, type Side } from '../orders/order.ts';
import type { Account } from './account.ts';

/** Reg T: the account buys for twice its equity. */
export const MULTIPLIER = exact(2);

/** Dollars that an open order holds back from buying power. */
export function reservedDollars(order: Order): Decimal {
  const { reservedPrice, notional } = order.ticket;
  if (reservedPrice === null) return ZERO;
  if (notional !== null) return exact(notional).minus(order.filledCost);
  return heldQty(order).times(reservedPrice);
}

/** Shares of a position that open closing orders of `side` hold. */
export function heldShares(account: Account, symbol: string, side: Side): Decimal {
  return claimed(account, (order) => {
    const { ticket } = order;
    // A leg that waits for its entry closes shares that are not there yet.
    const holds = ticket.reservedPrice === null && order.status !== 'held';
    return holds && ticket.symbol === symbol && ticket.side === side ? heldQty(order) : ZERO;
  });
}

/**
 * The sum of what the open orders claim. Of orders that exclude one another, the legs of a group or an order and its
 * replacement under way, the greater claim counts.
 */
function claimed(account: Account, claimOf: (order: Order) => Decimal): Decimal {
  const claims = new Map<string, Decimal>();
  for (const order of account.openOrders.values()) {
    const { id, replaces, group } = order.ticket;
    const key = group?.id ?? (replaces !== null && account.openOrders.has(replaces) ? replaces : id);
    claims.set(key, greatest(claims.get(key) ?? ZERO, claimOf(order)));
  }
  let sum = ZERO;
  for (const claim of claims.values()) sum = sum.plus(claim);
  return sum;
}

interface AccountValue {
  readonly longValue: Decimal;
  /** Negative or zero. */
  readonly shortValue: Decimal;
  readonly equity: Decimal;
  readonly reserved: Decimal;
  readonly buyingPower: Decimal;
}

/** What the account is worth at `at` and what it may still buy for. */
export function accountValue(account: Account, market: Market, at: number): AccountValue {
  let longValue = ZERO;
  let shortValue = ZERO;
  for (const [symbol, position] of account.positions) {
    const value = position.qty.times(lastPrice(market, symbol, at));
    if (value.isNegative()) shortValue = shortValue.plus(value);
    else longValue = longValue.plus(value);
  }
  const reserved = claimed(account, reservedDollars);
  const equity = account.cash.plus(longValue).plus(shortValue);
  const free = equity.times(MULTIPLIER).minus(longValue).plus(shortValue).minus(reserved);
  return { longValue, shortValue, equity, reserved, buyingPower: free.isNegative() ? ZERO : free };
}

/** The last trade at `at`. @throws when the market has no price for a symbol that was traded: that is a bug. */
export function lastPrice(market: Market, symbol: string, at: number): Decimal {
  const book = market.book(symbol, at);
  if (!book) throw new Error(`no price for ${symbol}`);
  return exact(book.last);
}
