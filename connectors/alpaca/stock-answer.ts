import { z } from 'zod';
import type { Bar, NewsItem, Snapshot } from '../../domain/market.ts';
import { decimalText, timestamp } from '../http/answer-fields.ts';

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

const quote = z.looseObject({
  t: timestamp,
  bp: decimalText,
  ap: decimalText,
  bs: decimalText,
  as: decimalText,
});
const trade = z.looseObject({ t: timestamp, p: decimalText, s: decimalText });

const snapshot = z
  .looseObject({ latestQuote: quote.nullish(), latestTrade: trade.nullish() })
  .transform(({ latestQuote, latestTrade }): Snapshot => {
    const found: { -readonly [Part in keyof Snapshot]: Snapshot[Part] } = {};
    // Alpaca writes 0 for a side without an order: half a quote is no quote.
    if (latestQuote && latestQuote.bp !== '0' && latestQuote.ap !== '0') {
      const { t: at, bp: bid, ap: ask, bs: bidSize, as: askSize } = latestQuote;
      found.quote = { bid, ask, bidSize, askSize, at };
    }
    if (latestTrade) found.lastTrade = { price: latestTrade.p, size: latestTrade.s, at: latestTrade.t };
    return found;
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
