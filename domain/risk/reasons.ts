/**
 * Every reason for which risk refuses an order. Codes are stable: people, alerts and tests rely on them.
 * The text is what a person reads; the facts of the case come beside it.
 */
export const RISK_REASONS = {
  TRADING_HALTED: 'Trading is halted for this account.',
  TRADING_REDUCING: 'Only orders that reduce a position are accepted for this account.',
  ENTRIES_STOPPED:
    'Entries are stopped for this account until a person has looked; orders that reduce go through.',
  ACCOUNT_NOT_RECONCILED: 'The account has not been reconciled with the broker yet.',
  ACCOUNT_BLOCKED: 'The broker has blocked trading on this account.',
  STALE_ACCOUNT: 'What is known of the account is too old by the broker’s clock.',
  MARKET_CLOSED: 'The market is closed.',
  AUCTION_CLOSED: 'The auction takes no more orders, and the next one none yet.',
  UNKNOWN_SYMBOL: 'The broker does not know this symbol.',
  SYMBOL_NOT_TRADABLE: 'The broker does not trade this symbol.',
  NOT_FRACTIONABLE: 'This symbol is traded in whole shares only.',
  NO_QUOTE: 'There is no quote to judge this order by.',
  STALE_QUOTE: 'The quote is too old by the broker’s clock.',
  NOT_A_NUMBER: 'A price or quantity is not a positive finite number.',
  ORDER_MALFORMED: 'The order’s fields do not fit together.',
  PRICE_COLLAR: 'The limit price is too far from the market.',
  DUPLICATE_DECISION: 'Another decision has just traded this symbol on this side.',
  NOTIONAL_LIMIT: 'The order is larger than the limit for one order.',
  QTY_LIMIT: 'The order has more shares than the limit for one order.',
  VOLUME_LIMIT: 'The order is too large a share of the symbol’s average daily volume.',
  VOLUME_UNKNOWN: 'The symbol’s average daily volume is not known, and the account limits orders by it.',
  POSITION_LIMIT: 'The position would be larger than the limit for one symbol.',
  CONCENTRATION_LIMIT: 'The three largest positions together would be larger than their limit.',
  GROSS_EXPOSURE_LIMIT: 'Long and short positions together would be larger than their limit.',
  NET_EXPOSURE_LIMIT: 'Long less short positions would be larger than their limit.',
  ORDER_COUNT_LIMIT: 'Too many orders in the window.',
  OPEN_ORDER_LIMIT: 'Too many orders are open.',
  INSUFFICIENT_BUYING_POWER: 'The account’s buying power does not cover this order and those already open.',
  SHORT_NOT_ALLOWED: 'The order would sell more than is held.',
} as const;

export type RiskReason = keyof typeof RISK_REASONS;
