import type { DecimalString } from '../money.ts';

/** Limits of one account. Dollars unless the name says otherwise; null where a limit is not set. */
export interface RiskLimits {
  readonly orderNotionalMax: DecimalString;
  /** Shares of one order. */
  readonly orderQtyMax: DecimalString;
  /** Shares of one order as a share of the symbol's average daily volume. Set, it refuses where no volume is known. */
  readonly orderShareOfDailyVolumeMax: DecimalString | null;
  /** Largest holding of one symbol as a share of equity: `0.25`. */
  readonly positionShareOfEquityMax: DecimalString;
  /** The three largest holdings together, as a share of equity. */
  readonly largestThreeShareOfEquityMax: DecimalString;
  /** Long and short holdings added up, as a share of equity. */
  readonly grossExposureShareOfEquityMax: DecimalString;
  /** Long less short holdings, whichever way, as a share of equity. */
  readonly netExposureShareOfEquityMax: DecimalString;
  /** How far a limit price may lie beyond the market, where the order would pay for it: `0.1`. */
  readonly priceCollarMax: DecimalString;
  /** How far a limit price may lie on the near side of the market, where the order rests. */
  readonly restingPriceCollarMax: DecimalString | null;
  readonly ordersPerMinuteMax: number;
  readonly ordersPerDayMax: number;
  readonly openOrdersMax: number;
  readonly quoteAgeMsMax: number;
  readonly accountAgeMsMax: number;
  /** Our clock against the broker's, where the broker's is not a simulated one. */
  readonly clockSkewMsMax: number;
  /** A cycle's order with the symbol and side of another decision within this time is a duplicate; 0 allows it. */
  readonly duplicateWindowMs: number;
  /** The same for orders by hand. Each of these has a key of its own, which is its guard against repetition. */
  readonly manualDuplicateWindowMs: number;
  /** Entries stop once equity is below the day's opening equity by this share of it. */
  readonly dailyLossShareMax: DecimalString;
  /** Entries stop once equity is below the highest equity seen by this share of it. */
  readonly drawdownShareMax: DecimalString;
  /** Entries stop at so many orders in a row that the broker rejected. */
  readonly rejectStreakMax: number;
  /** Entries stop when the outcome of an order stays unknown for this long although it is looked for. */
  readonly unresolvedOrderMsMax: number;
  readonly shortingAllowed: boolean;
}

/** What a newly connected account starts with; a person changes them per account. */
export const INITIAL_LIMITS: RiskLimits = {
  orderNotionalMax: '25000',
  orderQtyMax: '10000',
  orderShareOfDailyVolumeMax: '0.05',
  positionShareOfEquityMax: '0.25',
  largestThreeShareOfEquityMax: '0.75',
  grossExposureShareOfEquityMax: '1.5',
  netExposureShareOfEquityMax: '1.5',
  priceCollarMax: '0.1',
  restingPriceCollarMax: null,
  ordersPerMinuteMax: 30,
  ordersPerDayMax: 500,
  openOrdersMax: 50,
  quoteAgeMsMax: 60_000,
  accountAgeMsMax: 30_000,
  clockSkewMsMax: 2_000,
  duplicateWindowMs: 5_000,
  manualDuplicateWindowMs: 0,
  dailyLossShareMax: '0.1',
  drawdownShareMax: '0.2',
  rejectStreakMax: 10,
  unresolvedOrderMsMax: 300_000,
  shortingAllowed: false,
};

/** Limits as they were stored, perhaps before some of them existed: one that is missing has its initial value. */
export function limitsOf(stored: Partial<RiskLimits>): RiskLimits {
  return { ...INITIAL_LIMITS, ...stored };
}
