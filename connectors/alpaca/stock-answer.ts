import { z } from 'zod';
import type { Bar, MarketTrade, NewsItem, Quote, Snapshot, Split } from '../../domain/market.ts';
import { calendarDay, decimalText, timestamp } from '../http/answer-fields.ts';

const bar = z
  .looseObject({
    t: timestamp,
    o: decimalText,
    h: decimalText,
    l: decimalText,
    c: decimalText,
    v: decimalText,
  })
  .transform(({ t, o, h, l, c, v }): Bar => ({ start: t, open: o, high: h, low: l, close: c, volume: v }));

/** `GET /v2/stocks/bars`: one page. */
export const barsAnswer = z.looseObject({
  bars: z.record(z.string(), z.array(bar).nullable()).nullable(),
  next_page_token: z.string().nullish(),
});

const rawQuote = z.looseObject({
  t: timestamp,
  bp: decimalText,
  ap: decimalText,
  bs: decimalText,
  as: decimalText,
});
type RawQuote = z.output<typeof rawQuote>;

const quote = rawQuote.transform(quoteOf);

/** `GET /v2/stocks/quotes`: one page. */
export const quotesAnswer = z.looseObject({
  quotes: z.record(z.string(), z.array(quote).nullable()).nullable(),
  next_page_token: z.string().nullish(),
});

const lastTrade = z.looseObject({ t: timestamp, p: decimalText, s: decimalText });

const trade = lastTrade
  .extend({
    i: z.union([z.string(), z.number()]).transform(String),
    x: z.string(),
    c: z.array(z.string()).nullish(),
    u: z.enum(['canceled', 'incorrect', 'corrected']).nullish(),
  })
  .transform(
    ({ t: at, p: price, s: size, i: id, x: exchange, c, u }): MarketTrade => ({
      price,
      size,
      at,
      id,
      exchange,
      conditions: c ?? [],
      ...(u ? { update: u } : {}),
    }),
  );

/** `GET /v2/stocks/trades`: one page. */
export const tradesAnswer = z.looseObject({
  trades: z.record(z.string(), z.array(trade).nullable()).nullable(),
  next_page_token: z.string().nullish(),
});

const snapshot = z
  .looseObject({ latestQuote: rawQuote.nullish(), latestTrade: lastTrade.nullish() })
  .transform(({ latestQuote, latestTrade }): Snapshot => {
    const found: { -readonly [Part in keyof Snapshot]: Snapshot[Part] } = {};
    // Alpaca writes 0 for a side without an order: half a quote is no quote.
    if (latestQuote && latestQuote.bp !== '0' && latestQuote.ap !== '0') found.quote = quoteOf(latestQuote);
    if (latestTrade) found.lastTrade = { price: latestTrade.p, size: latestTrade.s, at: latestTrade.t };
    return found;
  });

function quoteOf({ t: at, bp: bid, ap: ask, bs: bidSize, as: askSize }: RawQuote): Quote {
  return { bid, ask, bidSize, askSize, at };
}

const split = z
  .looseObject({ symbol: z.string(), ex_date: calendarDay, old_rate: decimalText, new_rate: decimalText })
  .refine(
    ({ old_rate, new_rate }) => Number(old_rate) > 0 && Number(new_rate) > 0,
    'a rate is not above zero',
  )
  .transform(
    ({ symbol, ex_date: exDate, old_rate: oldShares, new_rate: newShares }): Split => ({
      symbol,
      exDate,
      oldShares,
      newShares,
    }),
  );

/** `GET /v1/corporate-actions`, asked for splits alone: one page. */
export const splitsAnswer = z.looseObject({
  corporate_actions: z.looseObject({
    forward_splits: z.array(split).nullish(),
    reverse_splits: z.array(split).nullish(),
  }),
  next_page_token: z.string().nullish(),
});

/** `GET /v2/stocks/snapshots`: by symbol; `null` for a symbol without data. */
export const snapshotsAnswer = z.record(z.string(), snapshot.nullable());

const newsItem = z
  .looseObject({
    id: z.union([z.string(), z.number()]).transform(String),
    headline: z.string(),
    summary: z.string(),
    source: z.string(),
    url: z.string().nullish(),
    symbols: z.array(z.string()),
    created_at: timestamp,
  })
  .transform(
    ({ id, headline, summary, source, url, symbols, created_at: createdAt }): NewsItem => ({
      id,
      headline,
      summary,
      source,
      url: url ?? '',
      symbols,
      createdAt,
    }),
  );

/** `GET /v1beta1/news`: one page. */
export const newsAnswer = z.looseObject({ news: z.array(newsItem), next_page_token: z.string().nullish() });
