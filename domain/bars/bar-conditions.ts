/**
 * What a trade counts for in a bar, by its conditions: the guidance of the two tapes for consolidated prices (CTS
 * multicast output specification and UTP data feed specification, "sale condition matrix"), which Alpaca says it
 * follows. Trades outside the session (`T`) make the bars of that time.
 */
export interface CountsFor {
  readonly openAndClose: boolean;
  readonly highAndLow: boolean;
  readonly volume: boolean;
}

/** Official prices that repeat trades: they are none themselves. */
const NO_TRADE = new Set(['M', 'Q', '9']);
/** Average, cash, next day, seller's option, price variation, odd lot, contingent: not a price of this moment. */
const VOLUME_ALONE = new Set(['B', 'W', 'C', 'N', 'R', 'H', 'I', 'U', 'V', '7']);
/** Late, bunched, derivatively priced: in the range, but not the first or last price. */
const NOT_IN_ORDER = new Set(['Z', 'G', 'P', '4', 'L']);

export function countsFor(conditions: readonly string[]): CountsFor {
  const isTrade = !conditions.some((code) => NO_TRADE.has(code));
  const hasPrice = isTrade && !conditions.some((code) => VOLUME_ALONE.has(code));
  const isInOrder = hasPrice && !conditions.some((code) => NOT_IN_ORDER.has(code));
  return { openAndClose: isInOrder, highAndLow: hasPrice, volume: isTrade };
}
