/** `reducing` lets only orders through that make a position smaller; `halted` lets none through. */
export const TRADING_STATES = ['active', 'reducing', 'halted'] as const;
export type TradingState = (typeof TRADING_STATES)[number];
