import type { Market } from '../../world/world.ts';
import { averageText, type Decimal, text } from '../decimal.ts';
import type { Account } from '../ledger/account.ts';
import type { Position } from '../ledger/position.ts';
import { heldShares, lastPrice } from '../ledger/reservation.ts';
import { stampMs } from '../stamp.ts';
import { previousSession } from './previous-close.ts';

/** A position as Alpaca writes it: `qty` and `market_value` are negative when short. */
export function positionJson(
  account: Account,
  symbol: string,
  position: Position,
  market: Market,
  at: number,
): Record<string, unknown> {
  const asset = market.asset(symbol);
  const price = lastPrice(market, symbol, at);
  const short = position.qty.isNegative();
  const cost = short ? position.cost.negated() : position.cost;
  const value = position.qty.times(price);
  const profit = value.minus(cost);
  const previous = previousSession(market, at);
  const lastDay = previous ? lastPrice(market, symbol, previous.close) : price;
  const heldOvernight =
    previous !== undefined &&
    account.executions.some((e) => e.symbol === symbol && stampMs(e.at) <= previous.close);
  const intraday = heldOvernight ? position.qty.times(price.minus(lastDay)) : profit;
  const intradayBase = heldOvernight ? position.qty.times(lastDay) : cost;
  const held = heldShares(account, symbol, short ? 'buy' : 'sell');
  return {
    asset_id: asset?.id ?? '',
    symbol,
    exchange: asset?.exchange ?? '',
    asset_class: 'us_equity',
    asset_marginable: true,
    qty: text(position.qty),
    qty_available: text(short ? position.qty.plus(held) : position.qty.minus(held)),
    avg_entry_price: averageText(position.cost, position.qty.abs()),
    side: short ? 'short' : 'long',
    market_value: text(value),
    cost_basis: text(cost),
    unrealized_pl: text(profit),
    unrealized_plpc: ratio(profit, cost),
    unrealized_intraday_pl: text(intraday),
    unrealized_intraday_plpc: ratio(intraday, intradayBase),
    current_price: text(price),
    lastday_price: text(lastDay),
    change_today: ratio(price.minus(lastDay), lastDay),
  };
}

function ratio(part: Decimal, whole: Decimal): string {
  return whole.isZero() ? '0' : text(part.dividedBy(whole.abs()).toDecimalPlaces(16));
}
