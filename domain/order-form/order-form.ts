import type { OrderRequest } from '../order.ts';
import { ORDER_SIDES, ORDER_TYPES, TIMES_IN_FORCE } from '../order.ts';
import { type FormFault, formFault } from './form-fault.ts';
import { hoursFault } from './hours.ts';
import { linkedOrdersFault } from './linked-orders.ts';
import { pricesFault } from './prices.ts';
import { sizeFault } from './sizes.ts';

/** How Alpaca writes equities: `AAPL`, `BRK.B`, `ABR.PRD`. */
const SYMBOL = /^[A-Z][A-Z0-9]{0,9}([./-][A-Z0-9]{1,6})?$/;

/**
 * The first field that does not fit the rest as Alpaca demands, whatever the account and the market: what is certain
 * to be refused there. docs.alpaca.markets, "Placing Orders" and "Fractional Trading".
 */
export function formFaultOf(order: OrderRequest): FormFault | undefined {
  const { symbol, side, type, timeInForce } = order;
  if (typeof symbol !== 'string' || !SYMBOL.test(symbol))
    return formFault('symbol', symbol, 'a symbol in capitals');
  if (!ORDER_SIDES.includes(side)) return formFault('side', side, ORDER_SIDES.join(' or '));
  if (!ORDER_TYPES.includes(type)) return formFault('type', type, ORDER_TYPES.join(', '));
  if (!TIMES_IN_FORCE.includes(timeInForce))
    return formFault('timeInForce', timeInForce, TIMES_IN_FORCE.join(', '));
  return sizeFault(order) ?? pricesFault(order) ?? hoursFault(order) ?? linkedOrdersFault(order);
}
