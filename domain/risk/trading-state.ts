/** `reducing` lets only orders through that make a position smaller; `halted` lets none through. */
export const TRADING_STATES = ['active', 'reducing', 'halted'] as const;
export type TradingState = (typeof TRADING_STATES)[number];

/** True when more orders pass in `to` than in `from`. */
export function letsMorePass(from: TradingState, to: TradingState): boolean {
  return TRADING_STATES.indexOf(to) < TRADING_STATES.indexOf(from);
}
