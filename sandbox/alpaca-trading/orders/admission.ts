import type { Asset, Book, Market } from '../../world/world.ts';
import { type Decimal, exact, floorQty, text, ZERO } from '../decimal.ts';
import type { Account } from '../ledger/account.ts';
import { FLAT } from '../ledger/position.ts';
import { accountValue, heldShares, reservedDollars } from '../ledger/reservation.ts';
import { farSide } from '../matching/marketability.ts';
import { missesAuction } from '../matching/trading-hours.ts';
import { forbidden, invalidOrder, type Refusal, unprocessable } from '../refusal.ts';
import { refuseExits } from './exit-checks.ts';
import { heldQty, type Order } from './order.ts';
import type { OrderRequest } from './order-request.ts';
import { refuseWashTrade } from './wash-trade.ts';

/** What an admitted order reserves. `price` is null when it closes a position and holds shares instead. */
export interface Reservation {
  readonly asset: Asset;
  readonly qty: Decimal;
  readonly price: Decimal | null;
}

/**
 * Checks an order against the asset and the account, as Alpaca does before it accepts.
 * `replacing` is the open order that this one takes the place of: what it reserves counts as free.
 */
export function admit(
  request: OrderRequest,
  account: Account,
  market: Market,
  at: number,
  replacing?: Order,
): Reservation | Refusal {
  const asset = market.asset(request.symbol);
  const book = asset && market.book(asset.symbol, at);
  if (!asset || !book) return unprocessable(`asset "${request.symbol}" not found`);
  if (!asset.tradable) return unprocessable(`asset "${asset.symbol}" is not tradable`);
  if (request.clientOrderId !== undefined && account.byClientOrderId.has(request.clientOrderId)) {
    return invalidOrder('client_order_id must be unique');
  }
  if (missesAuction(request.timeInForce, market.calendar, at)) {
    return unprocessable(
      request.timeInForce === 'opg'
        ? 'opg orders must be submitted after 7:00pm and before 9:28am ET'
        : 'cls orders must be submitted after 7:00pm and before 3:50pm ET',
    );
  }
  const fractional = request.notional !== undefined || !request.qty?.isInteger();
  if (fractional && !asset.fractionable) return forbidden(`asset "${asset.symbol}" is not fractionable`);
  const price = reckonedPrice(request, book, market, at);
  const qty = request.qty ?? sharesFor(request.notional ?? ZERO, farSide(request.side, book));
  const cost = request.notional ?? qty.times(price);
  if (fractional && cost.lessThan(1)) {
    return forbidden('cost basis must be >= minimal amount of order 1');
  }
  const wash = refuseWashTrade(request, account, replacing);
  if (wash) return wash;
  const position = account.positions.get(asset.symbol) ?? FLAT;
  // A leg whose entry is not filled closes what is not there yet.
  if (replacing?.status === 'held') return { asset, qty, price: null };
  const closes = request.side === 'sell' ? position.qty.greaterThan(0) : position.qty.lessThan(0);
  const exits = refuseExits(request, closes, book);
  if (exits) return exits;
  if (closes) {
    return refuseOversell(request, qty, account, asset, replacing) ?? { asset, qty, price: null };
  }
  if (request.side === 'sell' && (fractional || !asset.shortable)) {
    return refuseOversell(request, qty, account, asset, replacing) ?? { asset, qty, price: null };
  }
  const value = accountValue(account, market, at);
  const free = value.buyingPower.plus(replacing ? reservedDollars(replacing) : 0);
  if (cost.greaterThan(free)) {
    return forbidden('insufficient buying power', {
      buying_power: text(free.toDecimalPlaces(2)),
      cost_basis: text(cost.toDecimalPlaces(2)),
    });
  }
  return { asset, qty, price };
}

/**
 * The price that buying power is reckoned at: the limit or stop where there is one, else the far side of the book
 * in a session and the last trade outside it; a short sale at the greater of its limit and 3% above the ask.
 */
function reckonedPrice(request: OrderRequest, book: Book, market: Market, at: number): Decimal {
  if (request.side === 'sell') {
    const above = exact(book.ask).times('1.03');
    return request.limitPrice?.greaterThan(above) ? request.limitPrice : above;
  }
  const named = request.limitPrice ?? request.stopPrice;
  if (named) return named;
  return market.calendar.sessionAt(at) ? farSide(request.side, book) : exact(book.last);
}

function sharesFor(notional: Decimal, price: Decimal): Decimal {
  return price.isZero() ? ZERO : floorQty(notional.dividedBy(price));
}

function refuseOversell(
  request: OrderRequest,
  qty: Decimal,
  account: Account,
  asset: Asset,
  replacing: Order | undefined,
): Refusal | undefined {
  const existing = (account.positions.get(asset.symbol) ?? FLAT).qty.abs();
  const held = heldShares(account, asset.symbol, request.side).minus(replacing ? heldQty(replacing) : 0);
  const available = existing.minus(held);
  if (qty.lessThanOrEqualTo(available)) return undefined;
  const related = [...account.openOrders.values()]
    .filter(({ ticket }) => ticket.symbol === asset.symbol && ticket.side === request.side)
    .map(({ ticket }) => ticket.id);
  return forbidden(
    `insufficient qty available for order (requested: ${text(qty)}, available: ${text(available)})`,
    {
      available: text(available),
      existing_qty: text(existing),
      held_for_orders: text(held),
      related_orders: related,
      symbol: asset.symbol,
    },
  );
}
