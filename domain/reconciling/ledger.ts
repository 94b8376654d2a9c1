import type { Decimal, DecimalString } from '../money.ts';
import { decimal, toDecimalString } from '../money.ts';
import type { Execution } from '../order.ts';
import type { LedgerPosition } from '../portfolio.ts';

/**
 * Books one execution: average cost, long and short alike. What goes against the position realises profit at the
 * difference to the average price; what goes beyond it, through zero, opens a position at the execution's price.
 * A closed position keeps its realised profit, with quantity and price 0.
 * An average that does not end is rounded to 18 decimal places.
 * @throws RangeError for an execution of another symbol, or one whose quantity or price is not positive.
 */
export function applyExecution(position: LedgerPosition | undefined, execution: Execution): LedgerPosition {
  if (position !== undefined && position.symbol !== execution.symbol) {
    throw new RangeError(`an execution of ${execution.symbol} cannot be booked on ${position.symbol}`);
  }
  const { qty, price } = positive(execution);
  const change = execution.side === 'buy' ? qty : qty.negated();
  const held = decimal(position?.qty ?? '0');
  const average = decimal(position?.avgEntryPrice ?? '0');
  const realized = decimal(position?.realizedPnl ?? '0');
  const after = held.plus(change);

  if (held.isZero() || held.isNegative() === change.isNegative()) {
    const cost = held.times(average).plus(change.times(price));
    return book(execution.symbol, after, cost.div(after), realized);
  }
  const closed = qty.lt(held.abs()) ? qty : held.abs();
  const gain = (held.isNegative() ? average.minus(price) : price.minus(average)).times(closed);
  const crossed = !after.isZero() && after.isNegative() !== held.isNegative();
  return book(
    execution.symbol,
    after,
    after.isZero() ? decimal('0') : crossed ? price : average,
    realized.plus(gain),
  );
}

/** Dollars that an execution brings in; negative for a buy. */
export function cashEffect(execution: Execution): DecimalString {
  const { qty, price } = positive(execution);
  const notional = qty.times(price);
  return toDecimalString(execution.side === 'buy' ? notional.negated() : notional);
}

function positive(execution: Execution): { readonly qty: Decimal; readonly price: Decimal } {
  const qty = decimal(execution.qty);
  const price = decimal(execution.price);
  if (!qty.gt(0) || !price.gt(0)) {
    throw new RangeError(`execution ${execution.executionId} is of ${execution.qty} at ${execution.price}`);
  }
  return { qty, price };
}

function book(symbol: string, qty: Decimal, average: Decimal, realized: Decimal): LedgerPosition {
  return {
    symbol,
    qty: toDecimalString(qty),
    avgEntryPrice: toDecimalString(average),
    realizedPnl: toDecimalString(realized),
  };
}
