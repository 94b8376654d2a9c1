import { isComplex, type OrderRequest } from '../order.ts';
import { positiveAmount } from '../risk/amount.ts';
import { type FormFault, formFault } from './form-fault.ts';

/** Decimal places that Alpaca takes for shares and for dollars. */
const QTY_PLACES_MAX = 9;
const NOTIONAL_PLACES_MAX = 2;

/** What goes with a fraction of a share and with an order in dollars: the day, and no linked orders. */
export function sizeFault(order: OrderRequest): FormFault | undefined {
  const { qty, notional, type, timeInForce, orderClass } = order;
  if ((qty === undefined) === (notional === undefined)) {
    return formFault('qty', qty, 'exactly one of qty and notional');
  }
  const shares = positiveAmount(qty);
  if (shares !== undefined && shares.decimalPlaces() > QTY_PLACES_MAX) {
    return formFault('qty', qty, `at most ${QTY_PLACES_MAX} decimal places`);
  }
  const dollars = positiveAmount(notional);
  if (dollars !== undefined && dollars.decimalPlaces() > NOTIONAL_PLACES_MAX) {
    return formFault('notional', notional, `at most ${NOTIONAL_PLACES_MAX} decimal places`);
  }
  if (dollars !== undefined && type !== 'market') {
    return formFault('type', type, 'market for an order in dollars');
  }
  if (dollars === undefined && shares?.isInteger() !== false) return undefined;
  const what = dollars === undefined ? 'a fraction of a share' : 'an order in dollars';
  if (timeInForce !== 'day') return formFault('timeInForce', timeInForce, `day for ${what}`);
  if (isComplex(order)) return formFault('orderClass', orderClass, `simple for ${what}`);
  return type === 'trailing_stop' ? formFault('type', type, `no trailing stop for ${what}`) : undefined;
}
