import type { Book } from '../../world/world.ts';
import { exact, text } from '../decimal.ts';
import { type Refusal, unprocessable } from '../refusal.ts';
import type { OrderRequest } from './order-request.ts';

const CENT = exact('0.01');

/**
 * Why the exits of a bracket, OCO or OTO cannot go with the position and the market: an entry opens, an OCO closes,
 * and each exit lies at least a cent beyond the base price, the entry's own or else the last trade.
 */
export function refuseExits(request: OrderRequest, closes: boolean, book: Book): Refusal | undefined {
  const { orderClass, side, takeProfit, stopLoss } = request;
  if (!orderClass) return undefined;
  const oco = orderClass === 'oco';
  if (oco !== closes) return unprocessable(`${orderClass} orders must be ${oco ? 'exit' : 'entry'} orders`);
  const named = oco ? undefined : (request.limitPrice ?? request.stopPrice);
  const base = named ?? exact(book.last);
  const sells = (side === 'buy') !== oco;
  const facts = { base_price: text(base) };
  const stop = stopLoss?.stopPrice;
  if (stop && sells && stop.greaterThan(base.minus(CENT))) {
    return unprocessable('stop_loss.stop_price must be <= base_price - 0.01', facts);
  }
  if (stop && !sells && stop.lessThan(base.plus(CENT))) {
    return unprocessable('stop_loss.stop_price must be >= base_price + 0.01', facts);
  }
  const target = oco ? undefined : takeProfit?.limitPrice;
  if (target && sells && target.lessThan(base.plus(CENT))) {
    return unprocessable('take_profit.limit_price must be >= base_price + 0.01', facts);
  }
  if (target && !sells && target.greaterThan(base.minus(CENT))) {
    return unprocessable('take_profit.limit_price must be <= base_price - 0.01', facts);
  }
  return undefined;
}
