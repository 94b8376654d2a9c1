import type { Market } from '../../world/world.ts';
import type { Decimal } from '../decimal.ts';
import { stampMs } from '../stamp.ts';
import { type Account, OPENING_CASH } from './account.ts';
import { lastPrice } from './reservation.ts';

/** What the account was worth at simulated ms `at`: its cash and holdings of that moment at the prices of then. */
export function equityAt(account: Account, market: Market, at: number): Decimal {
  let cash = OPENING_CASH;
  const holdings = new Map<string, Decimal>();
  for (const execution of account.executions) {
    if (stampMs(execution.at) > at) break;
    const signed = execution.side === 'buy' ? execution.qty : execution.qty.negated();
    cash = cash.minus(signed.times(execution.price));
    holdings.set(execution.symbol, signed.plus(holdings.get(execution.symbol) ?? 0));
  }
  let equity = cash;
  for (const [symbol, qty] of holdings) {
    if (!qty.isZero()) equity = equity.plus(qty.times(lastPrice(market, symbol, at)));
  }
  return equity;
}
