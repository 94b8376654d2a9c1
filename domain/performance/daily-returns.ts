import { type Decimal, type DecimalString, decimal } from '../money.ts';

/** A fill of a strategy, as far as its performance depends on it. */
export interface PerformanceFill {
  /** New York day. */
  readonly date: string;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly qty: DecimalString;
  readonly price: DecimalString;
}

export interface DailyReturn {
  readonly date: string;
  /** Dollars that the strategy made or lost, held shares at the close. */
  readonly pnl: DecimalString;
  /** Dollars of the account before the day. */
  readonly equity: DecimalString;
  /** `pnl` as a share of `equity`. */
  readonly return: number;
}

/**
 * What a strategy made of its fills on each day: its shares at the day's close, less its shares at the close before,
 * less what it paid for shares and plus what it got. A day on which a held symbol has no close is valued at the last
 * one. `closes` and `equities` are by New York day; a day without an equity above zero before it gives no return.
 */
export function dailyReturns(input: {
  readonly dates: readonly string[];
  readonly fills: readonly PerformanceFill[];
  readonly closes: ReadonlyMap<string, ReadonlyMap<string, DecimalString>>;
  /** The account's equity before the day. */
  readonly equities: ReadonlyMap<string, DecimalString>;
}): readonly DailyReturn[] {
  const { dates, fills, closes, equities } = input;
  const held = new Map<string, Decimal>();
  const marks = new Map<string, Decimal>();
  const returns: DailyReturn[] = [];
  let worthBefore = decimal('0');
  for (const date of dates) {
    let paid = decimal('0');
    for (const fill of fills.filter((one) => one.date === date)) {
      const qty = fill.side === 'buy' ? decimal(fill.qty) : decimal(fill.qty).neg();
      held.set(fill.symbol, (held.get(fill.symbol) ?? decimal('0')).plus(qty));
      paid = paid.plus(qty.times(fill.price));
      marks.set(fill.symbol, decimal(fill.price));
    }
    for (const symbol of held.keys()) {
      const close = closes.get(symbol)?.get(date);
      if (close !== undefined) marks.set(symbol, decimal(close));
    }
    const worth = [...held].reduce(
      (sum, [symbol, qty]) => sum.plus(qty.times(marks.get(symbol) ?? '0')),
      decimal('0'),
    );
    const pnl = worth.minus(worthBefore).minus(paid);
    worthBefore = worth;
    const equity = equities.get(date);
    if (equity === undefined || !decimal(equity).gt(0)) continue;
    returns.push({ date, pnl: pnl.toFixed(), equity, return: pnl.div(equity).toNumber() });
  }
  return returns;
}
