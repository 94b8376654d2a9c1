import type { OrderRequest } from '../../order.ts';
import { ORDER_SIDES, ORDER_TYPES, TIMES_IN_FORCE } from '../../order.ts';
import { positiveAmount, shown } from '../amount.ts';
import type { RiskRule } from '../risk-context.ts';

/** How Alpaca writes equities: `AAPL`, `BRK.B`, `ABR.PRD`. */
const SYMBOL = /^[A-Z][A-Z0-9]{0,9}([./-][A-Z0-9]{1,6})?$/;
/** Decimal places that Alpaca takes for shares and for dollars. */
const QTY_PLACES_MAX = 9;
const NOTIONAL_PLACES_MAX = 2;

/** The order's fields fit together as the broker demands; what is certain to be refused there is refused here. */
export const wellFormedOrderRule: RiskRule = (order) => {
  const fault = faultOf(order);
  return fault === undefined ? undefined : { code: 'ORDER_MALFORMED', facts: fault };
};

type Fault = { readonly field: string; readonly value: string; readonly demand: string };

function faultOf(order: OrderRequest): Fault | undefined {
  const { symbol, side, type, timeInForce, qty, notional, limitPrice, stopPrice } = order;
  if (typeof symbol !== 'string' || !SYMBOL.test(symbol))
    return fault('symbol', symbol, 'a symbol in capitals');
  if (!ORDER_SIDES.includes(side)) return fault('side', side, ORDER_SIDES.join(' or '));
  if (!ORDER_TYPES.includes(type)) return fault('type', type, ORDER_TYPES.join(', '));
  if (!TIMES_IN_FORCE.includes(timeInForce))
    return fault('timeInForce', timeInForce, TIMES_IN_FORCE.join(', '));
  if ((qty === undefined) === (notional === undefined)) {
    return fault('qty', qty, 'exactly one of qty and notional');
  }
  const limited = type === 'limit' || type === 'stop_limit';
  const stopped = type === 'stop' || type === 'stop_limit';
  if (limited !== (limitPrice !== undefined)) {
    return fault('limitPrice', limitPrice, limited ? 'a limit price' : `none for a ${type} order`);
  }
  if (stopped !== (stopPrice !== undefined)) {
    return fault('stopPrice', stopPrice, stopped ? 'a stop price' : `none for a ${type} order`);
  }
  return (
    sizeFault(order) ??
    tickFault('limitPrice', limitPrice) ??
    tickFault('stopPrice', stopPrice) ??
    hoursFault(order)
  );
}

function sizeFault({ qty, notional, type, timeInForce }: OrderRequest): Fault | undefined {
  const shares = positiveAmount(qty);
  if (shares !== undefined && shares.decimalPlaces() > QTY_PLACES_MAX) {
    return fault('qty', qty, `at most ${QTY_PLACES_MAX} decimal places`);
  }
  if (shares?.isInteger() === false && timeInForce !== 'day') {
    return fault('timeInForce', timeInForce, 'day for a fraction of a share');
  }
  const dollars = positiveAmount(notional);
  if (dollars === undefined) return undefined;
  if (dollars.decimalPlaces() > NOTIONAL_PLACES_MAX) {
    return fault('notional', notional, `at most ${NOTIONAL_PLACES_MAX} decimal places`);
  }
  if (type !== 'market') return fault('type', type, 'market for an order in dollars');
  return timeInForce === 'day' ? undefined : fault('timeInForce', timeInForce, 'day for an order in dollars');
}

/** Prices from one dollar are in cents, below it in hundredths of a cent (Regulation NMS, rule 612). */
function tickFault(field: string, price: string | undefined): Fault | undefined {
  const amount = positiveAmount(price);
  if (amount === undefined) return undefined;
  const placesMax = amount.gte(1) ? 2 : 4;
  return amount.decimalPlaces() > placesMax
    ? fault(field, price, `at most ${placesMax} decimal places`)
    : undefined;
}

function hoursFault({ extendedHours, type, timeInForce }: OrderRequest): Fault | undefined {
  if (extendedHours !== true) return undefined;
  return type === 'limit' && timeInForce === 'day'
    ? undefined
    : fault('extendedHours', extendedHours, 'only for a limit order for the day');
}

function fault(field: string, value: unknown, demand: string): Fault {
  return { field, value: shown(value), demand };
}
