import { positiveAmount, shown } from '../amount.ts';
import type { RiskRule } from '../risk-context.ts';

/**
 * There is a two-sided quote that is not crossed, and it is fresh by the broker's clock, ahead or behind. Orders that
 * wait for the open are judged by the last quote of the session, however old.
 */
export const freshQuoteRule: RiskRule = (order, { quote, limits, brokerTime, marketOpen }) => {
  if (quote === undefined) return { code: 'NO_QUOTE', facts: { symbol: order.symbol } };
  const bid = positiveAmount(quote.bid);
  const ask = positiveAmount(quote.ask);
  if (bid === undefined || ask === undefined || bid.gt(ask)) {
    return {
      code: 'NO_QUOTE',
      facts: { symbol: order.symbol, bid: shown(quote.bid), ask: shown(quote.ask) },
    };
  }
  const ageMs = Math.abs(Date.parse(brokerTime) - Date.parse(quote.at));
  const waits = !marketOpen && order.extendedHours !== true;
  // Written so that an age which is no number refuses.
  return ageMs <= limits.quoteAgeMsMax || (waits && Number.isFinite(ageMs))
    ? undefined
    : {
        code: 'STALE_QUOTE',
        facts: {
          quoteAt: quote.at,
          brokerTime,
          ageMs: String(ageMs),
          quoteAgeMsMax: String(limits.quoteAgeMsMax),
        },
      };
};
