/**
 * What daily bars say of a symbol: ratios and percentages, never money. An indicator that these bars cannot give is
 * absent. RSI and ATR are smoothed as J. Welles Wilder defined them (New Concepts in Technical Trading Systems, 1978);
 * the exponential averages of MACD begin with the first bar.
 */
export interface IndicatorValues {
  /** Close-to-close returns over 1, 5, 20 and 60 bars: 0.05 is five percent. */
  readonly return1?: number;
  readonly return5?: number;
  readonly return20?: number;
  readonly return60?: number;
  /** Standard deviation of daily log returns over 20 bars (of a sample), times the square root of 252. */
  readonly volatility20?: number;
  /** Relative strength index over 14 bars, 0 to 100. */
  readonly rsi14?: number;
  /** Close over its moving average, minus one. */
  readonly priceToSma20?: number;
  readonly priceToSma50?: number;
  readonly priceToEma20?: number;
  /** (close − mean of 20 closes) / standard deviation of 20 closes (of a population, as Bollinger bands take it). */
  readonly zScore20?: number;
  /** Average true range over 14 bars as a share of the close. */
  readonly atr14?: number;
  /** Moving average convergence divergence of 12 and 26 bars, its average over 9, and their difference, by the close. */
  readonly macd?: number;
  readonly macdSignal?: number;
  readonly macdHistogram?: number;
  /** The close over the price at which most volume of 60 bars was traded, minus one. */
  readonly priceToPointOfControl?: number;
  /** Where the close stands in the prices that hold 70 % of that volume: 0 at their low end, 1 at their high end. */
  readonly placeInValueArea?: number;
}

export const INDICATOR_NAMES = [
  'return1',
  'return5',
  'return20',
  'return60',
  'volatility20',
  'rsi14',
  'priceToSma20',
  'priceToSma50',
  'priceToEma20',
  'zScore20',
  'atr14',
  'macd',
  'macdSignal',
  'macdHistogram',
  'priceToPointOfControl',
  'placeInValueArea',
] as const satisfies readonly (keyof IndicatorValues)[];

export type IndicatorName = (typeof INDICATOR_NAMES)[number];

/** Bars without which an indicator cannot be told. */
export const BARS_NEEDED: Readonly<Record<IndicatorName, number>> = {
  return1: 2,
  return5: 6,
  return20: 21,
  return60: 61,
  volatility20: 21,
  rsi14: 15,
  priceToSma20: 20,
  priceToSma50: 50,
  priceToEma20: 20,
  zScore20: 20,
  atr14: 15,
  macd: 34,
  macdSignal: 34,
  macdHistogram: 34,
  priceToPointOfControl: 60,
  placeInValueArea: 60,
};
