import type { Timestamp } from './market.ts';

/**
 * What the indicators say of one symbol at `asOf`. Ratios and percentages are plain numbers (never money);
 * an indicator without enough bars is absent, and `missing` says which and why.
 */
export interface Features {
  readonly symbol: string;
  readonly asOf: Timestamp;
  /** Close-to-close returns over 1, 5, 20 and 60 bars: 0.05 is five percent. */
  readonly return1?: number;
  readonly return5?: number;
  readonly return20?: number;
  readonly return60?: number;
  /** Standard deviation of daily log returns over 20 bars, times the square root of 252. */
  readonly volatility20?: number;
  /** Relative strength index over 14 bars, 0 to 100. */
  readonly rsi14?: number;
  /** Price over its moving average, minus one. */
  readonly priceToSma20?: number;
  readonly priceToSma50?: number;
  /** (price − mean of 20 closes) / standard deviation of 20 closes. */
  readonly zScore20?: number;
  /** Average true range over 14 bars as a share of price. */
  readonly atr14?: number;
  readonly missing: readonly string[];
}
