import type { Fundamentals } from '../fundamentals.ts';
import type { Conflict, Part } from '../fusion.ts';
import type { Bar, Filing, LastTrade, Quote } from '../market.ts';
import type { Decimal } from '../money.ts';
import { decimal, isDecimalString } from '../money.ts';

/** A last trade farther than this share of the quote from it contradicts it. */
const TRADE_OUTSIDE_QUOTE_MAX = '0.05';
/** A quote farther than this share of the last daily close from it: a split, or another symbol's data. */
const QUOTE_FROM_CLOSE_MAX = '0.5';
/** The reports whose figures are filed with them. */
const REPORTS: ReadonlySet<string> = new Set(['10-K', '10-Q', '10-K/A', '10-Q/A', '20-F', '40-F']);
/** EDGAR shows the figures of a report minutes after the report; until the next morning that is no contradiction. */
const FIGURES_FOLLOW_WITHIN_MS = 86_400_000;

/** What quote, last trade and closes say against one another, and which of them the price is then taken from. */
export function priceConflicts(
  quote: Part<Quote>,
  lastTrade: Part<LastTrade>,
  dailyBars: Part<readonly Bar[]>,
): readonly Conflict[] {
  if (quote.status === 'missing') return [];
  const { bid: bidText, ask: askText, at } = quote.value;
  const bid = positive(bidText);
  const ask = positive(askText);
  const without = lastTrade.status === 'ok' && !lastTrade.stale ? 'lastTrade' : 'dailyBars';
  if (bid === undefined || ask === undefined) {
    const message = `The quote is one-sided: bid ${bidText}, ask ${askText}.`;
    return [{ code: 'QUOTE_ONE_SIDED', parts: ['quote'], message, resolution: notTheQuote(without) }];
  }
  const conflicts: Conflict[] = [];
  if (bid.gt(ask)) {
    const message = `The quote is crossed: bid ${bidText}, ask ${askText}.`;
    conflicts.push({ code: 'QUOTE_CROSSED', parts: ['quote'], message, resolution: notTheQuote(without) });
  }
  // An old trade says nothing against a fresh quote.
  if (lastTrade.status === 'ok' && !lastTrade.stale) {
    const price = positive(lastTrade.value.price);
    const allowance = ask.times(TRADE_OUTSIDE_QUOTE_MAX);
    if (price === undefined || price.gt(ask.plus(allowance)) || price.lt(bid.minus(allowance))) {
      const kept =
        price !== undefined && Date.parse(lastTrade.value.at) > Date.parse(at) ? 'lastTrade' : 'quote';
      conflicts.push({
        code: 'TRADE_OUTSIDE_QUOTE',
        parts: ['quote', 'lastTrade'],
        message: `The last trade at ${lastTrade.value.price} is far outside the quote of ${bidText} to ${askText}.`,
        resolution: { kept, rule: 'Of quote and trade the later one stands; at the same moment the quote.' },
      });
    }
  }
  const close = dailyBars.status === 'ok' ? dailyBars.value.at(-1)?.close : undefined;
  const closed = close === undefined ? undefined : positive(close);
  if (
    closed !== undefined &&
    bid.plus(ask).div(2).minus(closed).abs().gt(closed.times(QUOTE_FROM_CLOSE_MAX))
  ) {
    conflicts.push({
      code: 'QUOTE_FAR_FROM_CLOSE',
      parts: ['quote', 'dailyBars'],
      message: `The quote of ${bidText} to ${askText} is more than half away from the last close of ${close}.`,
    });
  }
  return conflicts;
}

/** A newer report than the newest figures: what the figures say has been overtaken. */
export function documentConflicts(
  filings: Part<readonly Filing[]>,
  fundamentals: Part<Fundamentals>,
): readonly Conflict[] {
  if (filings.status === 'missing' || fundamentals.status === 'missing') return [];
  const report = filings.value.find(({ form }) => REPORTS.has(form));
  if (report === undefined) return [];
  const behindMs = Date.parse(report.availableAt) - Date.parse(fundamentals.availableAt);
  if (behindMs <= FIGURES_FOLLOW_WITHIN_MS) return [];
  return [
    {
      code: 'FUNDAMENTALS_BEHIND_FILING',
      parts: ['fundamentals', 'filings'],
      message: `The ${report.form} of ${report.filedOn} is newer than every figure.`,
      resolution: {
        kept: 'filings',
        rule: 'A filing is a fact; figures older than it are marked as overtaken.',
      },
    },
  ];
}

function notTheQuote(kept: 'lastTrade' | 'dailyBars') {
  return {
    kept,
    rule: 'A quote that contradicts itself gives no price: a fresh trade does, else the last close.',
  };
}

function positive(text: string): Decimal | undefined {
  if (!isDecimalString(text)) return undefined;
  const value = decimal(text);
  return value.gt(0) ? value : undefined;
}
