import type { IndicatorValues } from './indicators/indicator-values.ts';
import type { Timestamp } from './market.ts';

/**
 * What is made of one symbol's view at `asOf`. Ratios and percentages are plain numbers (never money); a feature
 * that cannot be told is absent, and `missing` says which and why.
 */
export interface Features extends IndicatorValues {
  readonly symbol: string;
  readonly asOf: Timestamp;
  /** Of the daily log returns with the mean of the other symbols' over the same days, up to 60 of them. */
  readonly correlationToUniverse?: number;
  /** The other symbol whose returns go most closely with these. */
  readonly mostAlike?: { readonly symbol: string; readonly correlation: number };
  /** Shares sold short against the report before, minus one. */
  readonly shortInterestChange?: number;
  /** Short sales as a share of all that was reported off the exchanges on the newest day. */
  readonly shortVolumeShare?: number;
  /** Standardised unexpected earnings of the newest reported quarter: see `filing-surprise.ts`. */
  readonly filingSurprise?: number;
  readonly missing: readonly string[];
}
