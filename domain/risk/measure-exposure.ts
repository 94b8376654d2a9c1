import type { Decimal } from '../money.ts';
import { decimal } from '../money.ts';
import type { OrderRequest } from '../order.ts';
import { positiveAmount } from './amount.ts';
import type { OrderMeasure } from './measure-order.ts';
import type { Holding, RiskContext } from './risk-context.ts';

/** What the account may come to hold, in dollars, whichever of its orders are filled. */
export interface Exposure {
  /** The largest that each symbol may become, the largest first. */
  readonly bySymbol: readonly Decimal[];
  readonly gross: Decimal;
  /** The further of the two ends that long less short may reach, without sign. */
  readonly net: Decimal;
}

const ZERO = decimal('0');

/** The account's exposure with this order and every open or unknown one filled or not, whichever is the worse. */
export function measureExposure(order: OrderRequest, measure: OrderMeasure, context: RiskContext): Exposure {
  const others = context.holdings.filter(({ symbol }) => symbol !== order.symbol).map(rangeOf);
  const ranges = [...others, ownRange(order, measure, context)];
  const bySymbol = ranges
    .map(({ lowest, highest }) => larger(lowest.abs(), highest.abs()))
    .sort((one, other) => other.cmp(one));
  const lowest = sum(ranges.map((range) => range.lowest));
  const highest = sum(ranges.map((range) => range.highest));
  return { bySymbol, gross: sum(bySymbol), net: larger(lowest.abs(), highest.abs()) };
}

interface Range {
  readonly lowest: Decimal;
  readonly highest: Decimal;
}

function rangeOf({ qty, openBuyQty, openSellQty, price }: Omit<Holding, 'symbol'>): Range {
  const held = decimal(qty);
  return {
    lowest: held.minus(openSellQty).times(price),
    highest: held.plus(openBuyQty).times(price),
  };
}

/** The order's own symbol, at the dearest of its worst price, the ask and the mark. */
function ownRange(order: OrderRequest, measure: OrderMeasure, context: RiskContext): Range {
  const mark = context.holdings.find(({ symbol }) => symbol === order.symbol)?.price ?? '0';
  const quoted = larger(measure.worstPrice, positiveAmount(context.quote?.ask) ?? ZERO);
  const price = larger(quoted, decimal(mark));
  const held = decimal(context.positionQty);
  const buys = decimal(context.openBuyQty).plus(order.side === 'buy' ? measure.qty : ZERO);
  const sells = decimal(context.openSellQty).plus(order.side === 'sell' ? measure.qty : ZERO);
  return { lowest: held.minus(sells).times(price), highest: held.plus(buys).times(price) };
}

function larger(one: Decimal, other: Decimal): Decimal {
  return one.gt(other) ? one : other;
}

function sum(amounts: readonly Decimal[]): Decimal {
  return amounts.reduce((total, amount) => total.plus(amount), ZERO);
}
