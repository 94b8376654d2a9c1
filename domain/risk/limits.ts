import type { DecimalString } from '../money.ts';

/** Limits of one account. Dollars unless the name says otherwise. */
export interface RiskLimits {
  readonly orderNotionalMax: DecimalString;
  /** Largest holding of one symbol as a share of equity: `0.25`. */
  readonly positionShareOfEquityMax: DecimalString;
  readonly ordersPerMinuteMax: number;
  readonly ordersPerDayMax: number;
  readonly openOrdersMax: number;
  readonly quoteAgeMsMax: number;
  readonly shortingAllowed: boolean;
}

/** What a newly connected account starts with; a person changes them per account. */
export const INITIAL_LIMITS: RiskLimits = {
  orderNotionalMax: '25000',
  positionShareOfEquityMax: '0.25',
  ordersPerMinuteMax: 30,
  ordersPerDayMax: 500,
  openOrdersMax: 50,
  quoteAgeMsMax: 60_000,
  shortingAllowed: false,
};
