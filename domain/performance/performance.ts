import { type DecimalString, decimal } from '../money.ts';
import type { DailyReturn, PerformanceFill } from './daily-returns.ts';

/** Trading days of a year. */
const DAYS_A_YEAR = 252;
/** Fewer days say nothing about a spread. */
const DAYS_MIN = 2;

/** How a strategy did over its days. A figure that cannot be had is null, never zero. */
export interface Performance {
  readonly firstDate: string;
  readonly lastDate: string;
  readonly days: number;
  /** Dollars. */
  readonly pnl: DecimalString;
  /** Compounded, as a share. */
  readonly totalReturn: number;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  /** The largest fall from a peak, as a share of the peak; zero or below. */
  readonly maxDrawdown: number;
  readonly hitRate: number | null;
  readonly closedTrades: number;
  readonly turnover: number | null;
}

/** Of days in order and what was traded on them; undefined without a day. */
export function performanceOf(
  days: readonly DailyReturn[],
  fills: readonly PerformanceFill[],
  /** Dollars that each closing execution realised. */
  realized: readonly DecimalString[],
): Performance | undefined {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const returns = days.map((day) => day.return);
  const closed = realized.filter((pnl) => !decimal(pnl).isZero());
  return {
    firstDate: first.date,
    lastDate: last.date,
    days: days.length,
    pnl: days.reduce((sum, { pnl }) => sum.plus(pnl), decimal('0')).toFixed(),
    totalReturn: returns.reduce((worth, one) => worth * (1 + one), 1) - 1,
    sharpe: sharpeRatio(returns),
    sortino: sortinoRatio(returns),
    maxDrawdown: maxDrawdown(returns),
    hitRate: hitRate(closed),
    closedTrades: closed.length,
    turnover: turnover(days, fills),
  };
}

/**
 * Mean of the daily returns over their sample standard deviation, for a year of 252 days, the risk-free rate taken as
 * zero. Sharpe, "The Sharpe Ratio", Journal of Portfolio Management 21 (1994): the ex-post ratio, scaled by the square
 * root of time.
 */
export function sharpeRatio(returns: readonly number[]): number | null {
  if (returns.length < DAYS_MIN) return null;
  const mean = meanOf(returns);
  const variance = returns.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (returns.length - 1);
  return variance === 0 ? null : (mean / Math.sqrt(variance)) * Math.sqrt(DAYS_A_YEAR);
}

/**
 * As Sharpe's, but over the downside deviation from zero: the root of the mean, over all days, of the squared losses.
 * Sortino and Price, "Performance Measurement in a Downside Risk Framework", Journal of Investing 3 (1994).
 */
export function sortinoRatio(returns: readonly number[]): number | null {
  if (returns.length < DAYS_MIN) return null;
  const downside = meanOf(returns.map((one) => Math.min(one, 0) ** 2));
  return downside === 0 ? null : (meanOf(returns) / Math.sqrt(downside)) * Math.sqrt(DAYS_A_YEAR);
}

/** The largest fall of the compounded returns from a peak, the beginning included (Magdon-Ismail and Atiya, 2004). */
export function maxDrawdown(returns: readonly number[]): number {
  let [worth, peak, worst] = [1, 1, 0];
  for (const one of returns) {
    worth *= 1 + one;
    peak = Math.max(peak, worth);
    worst = Math.min(worst, worth / peak - 1);
  }
  return worst;
}

/** Share of the closing executions that realised a gain, of those that realised anything. */
function hitRate(closed: readonly DecimalString[]): number | null {
  if (closed.length === 0) return null;
  return closed.filter((pnl) => decimal(pnl).gt(0)).length / closed.length;
}

/**
 * The lesser of what was bought and what was sold, over the mean equity of the days: the SEC's definition of a
 * portfolio turnover rate (Form N-1A, item 13, instruction 4(d)), for the days as they are and not for a year.
 */
export function turnover(days: readonly DailyReturn[], fills: readonly PerformanceFill[]): number | null {
  if (days.length === 0) return null;
  const worth = (side: PerformanceFill['side']) =>
    fills
      .filter((fill) => fill.side === side)
      .reduce((sum, { qty, price }) => sum.plus(decimal(qty).times(price)), decimal('0'));
  const equity = days.reduce((sum, day) => sum.plus(day.equity), decimal('0')).div(days.length);
  const [bought, sold] = [worth('buy'), worth('sell')];
  return (bought.lt(sold) ? bought : sold).div(equity).toNumber();
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}
