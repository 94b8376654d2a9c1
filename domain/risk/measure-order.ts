import type { Decimal } from '../money.ts';
import { decimal, toDecimalString } from '../money.ts';
import type { OrderRequest } from '../order.ts';
import { finiteAmount, positiveAmount } from './amount.ts';
import type { RiskContext } from './risk-context.ts';

/** A market order may pay more than the quote shows: by this factor at most, or it is not fully reserved. */
const MARKET_SLIPPAGE = '1.02';
/** Alpaca values a short sale at the higher of its limit and this many times the ask. */
const SHORT_MARGIN = '1.03';
/** Alpaca turns a buy stop into a stop-limit this far above its stop price: 4% below 50 dollars, 2.5% from there. */
const BUY_STOP_COLLAR = { below50: '1.04', from50: '1.025' } as const;

/** An order's shares against the position: those that make it smaller, and those that open or enlarge one. */
interface OrderSplit {
  readonly qty: Decimal;
  readonly reducingQty: Decimal;
  readonly openingQty: Decimal;
}

/** An order in shares, and in dollars at the worst price it may get. */
export interface OrderMeasure extends OrderSplit {
  /** Dollars a share. */
  readonly worstPrice: Decimal;
  readonly notional: Decimal;
}

/**
 * Measures an order against the position and the open orders of its symbol. Nothing when an amount that it needs
 * cannot be read: an order that cannot be measured cannot be approved.
 */
export function measureOrder(order: OrderRequest, context: RiskContext): OrderMeasure | undefined {
  const split = splitOrder(order, context);
  const worstPrice = worstPriceOf(order, context);
  if (split === undefined || worstPrice === undefined) return undefined;
  return { ...split, worstPrice, notional: positiveAmount(order.notional) ?? split.qty.times(worstPrice) };
}

/** True for an order that can only make a position smaller: a sale of what is held and not being sold yet, or a cover. */
export function onlyReduces(order: OrderRequest, context: RiskContext): boolean {
  return splitOrder(order, context)?.openingQty.isZero() === true;
}

function splitOrder(order: OrderRequest, context: RiskContext): OrderSplit | undefined {
  const qty = sharesOf(order, context);
  const position = finiteAmount(context.positionQty);
  const ahead = finiteAmount(order.side === 'sell' ? context.openSellQty : context.openBuyQty);
  if (qty === undefined || position === undefined || ahead === undefined) return undefined;
  const reducible = (order.side === 'sell' ? position : position.negated()).minus(ahead);
  const reducingQty = reducible.lte(0) ? decimal('0') : reducible.lt(qty) ? reducible : qty;
  return { qty, reducingQty, openingQty: qty.minus(reducingQty) };
}

/** Dollars that an order may cost at most. What only reduces costs nothing. */
export function reservationOf(measure: OrderMeasure): string {
  return measure.openingQty.isZero()
    ? '0'
    : toDecimalString(measure.notional.times(measure.openingQty).div(measure.qty).toDecimalPlaces(9, UP));
}

/** decimal.js: away from zero. */
const UP = 0;

/** Shares: as stated, or what the dollars buy at the ask or sell at the bid. */
function sharesOf(order: OrderRequest, context: RiskContext): Decimal | undefined {
  const qty = positiveAmount(order.qty);
  if (qty !== undefined) return qty;
  const notional = positiveAmount(order.notional);
  const price = positiveAmount(order.side === 'buy' ? context.quote?.ask : context.quote?.bid);
  return notional === undefined || price === undefined
    ? undefined
    : notional.div(price).toDecimalPlaces(9, UP);
}

function worstPriceOf(order: OrderRequest, context: RiskContext): Decimal | undefined {
  const ask = positiveAmount(context.quote?.ask);
  if (ask === undefined) return undefined;
  const limit = positiveAmount(
    order.limitPrice ?? (order.orderClass === 'oco' ? order.takeProfit?.limitPrice : undefined),
  );
  const stop = positiveAmount(order.stopPrice);
  if (order.side === 'sell') {
    return [limit, stop].reduce<Decimal>(
      (worst, price) => (price?.gt(worst) === true ? price : worst),
      ask.times(SHORT_MARGIN),
    );
  }
  switch (order.type) {
    case 'limit':
    case 'stop_limit':
      return limit;
    case 'stop':
    case 'trailing_stop': {
      const triggersAt = order.type === 'stop' ? stop : trailingStopAt(order, ask);
      if (triggersAt === undefined) return undefined;
      const collared = triggersAt.times(triggersAt.lt(50) ? BUY_STOP_COLLAR.below50 : BUY_STOP_COLLAR.from50);
      const market = ask.times(MARKET_SLIPPAGE);
      return collared.gt(market) ? collared : market;
    }
    case 'market':
      return ask.times(MARKET_SLIPPAGE);
    default:
      return undefined;
  }
}

/** Where a trailing buy stop begins; from there it only comes down with the market. */
function trailingStopAt(order: OrderRequest, ask: Decimal): Decimal | undefined {
  const percent = positiveAmount(order.trailPercent);
  if (percent !== undefined) return ask.times(percent.div(100).plus(1));
  const dollars = positiveAmount(order.trailPrice);
  return dollars === undefined ? undefined : ask.plus(dollars);
}
