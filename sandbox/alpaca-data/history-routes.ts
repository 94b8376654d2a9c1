import { Hono } from 'hono';
import { minuteMs } from '../world/new-york.ts';
import { sharesSince } from '../world/splits.ts';
import type { Clock, Market } from '../world/world.ts';
import { barAsTraded, bookAsTraded, tradeAsTraded } from './as-traded.ts';
import { readPageToken } from './page-token.ts';
import { type Page, readPage } from './pages.ts';
import {
  checkSymbol,
  currencyEcho,
  type Query,
  readFeedMoment,
  readIsSplitAdjusted,
  readLimit,
  readSort,
  readSpan,
  readSymbols,
  readTimeframe,
} from './query.ts';
import { barWire, quoteWire, tradeWire } from './wire.ts';

const usualLimit = 1000;
const mostLimit = 10_000;

/** Makes one page of wire items for the symbols asked. */
type PageMaker = (query: Query, symbols: readonly string[]) => Page<object>;

function createPageMakers(market: Market, clock: Clock): Record<'bars' | 'quotes' | 'trades', PageMaker> {
  const request = (query: Query, symbols: readonly string[]) => ({
    symbols: symbols.filter((symbol) => market.asset(symbol)?.symbol === symbol),
    ...readSpan(query, readFeedMoment(query, clock.now())),
    limit: readLimit(query, usualLimit, mostLimit),
    sort: readSort(query, 'asc'),
    after: readPageToken(query('page_token')),
  });
  const toWire = <T>(page: Page<T>, wire: (symbol: string, item: T) => object): Page<object> => ({
    nextPageToken: page.nextPageToken,
    items: new Map(
      [...page.items].map(([symbol, items]) => [symbol, items.map((item) => wire(symbol, item))]),
    ),
  });
  const sharesThen = (symbol: string, t: number): number =>
    sharesSince(market.splits(), symbol, t, clock.now());
  const assetOf = (symbol: string) => {
    const asset = market.asset(symbol);
    if (asset === undefined) throw new Error(`${symbol} vanished from the market`);
    return asset;
  };
  return {
    bars: (query, symbols) => {
      const timeframe = readTimeframe(query);
      const isAdjusted = readIsSplitAdjusted(query);
      const asked = request(query, symbols);
      // A minute's bar appears when the minute is over; longer ones grow with every minute.
      const isMinute = timeframe.unit === 'Min' && timeframe.amount === 1;
      const now = isMinute ? Math.floor(clock.now() / minuteMs) * minuteMs - 1 : clock.now();
      const page = readPage(
        (symbol, start, end) =>
          market.bars(symbol, timeframe, start, end, now).filter(({ t }) => t >= start && t < end),
        (bar) => bar.t,
        asked,
      );
      return toWire(page, (symbol, bar) =>
        barWire(isAdjusted ? bar : barAsTraded(bar, sharesThen(symbol, bar.t))),
      );
    },
    quotes: (query, symbols) =>
      toWire(
        readPage(
          (...span) => market.quotes(...span),
          (book) => book.at,
          request(query, symbols),
        ),
        (symbol, book) => quoteWire(assetOf(symbol), bookAsTraded(book, sharesThen(symbol, book.at))),
      ),
    trades: (query, symbols) =>
      toWire(
        readPage(
          (...span) => market.trades(...span),
          (trade) => trade.t,
          request(query, symbols),
        ),
        (symbol, trade) => tradeWire(assetOf(symbol), tradeAsTraded(trade, sharesThen(symbol, trade.t))),
      ),
  };
}

/** `/v2/stocks/{bars,quotes,trades}` and `/v2/stocks/{symbol}/{bars,quotes,trades}`, with Alpaca's paging. */
export function createHistoryRoutes({ market, clock }: { market: Market; clock: Clock }): Hono {
  const makers = createPageMakers(market, clock);
  const routes = new Hono();
  for (const kind of ['bars', 'quotes', 'trades'] as const) {
    routes.get(`/v2/stocks/${kind}`, (c) => {
      const query: Query = (name) => c.req.query(name);
      const page = makers[kind](query, readSymbols(query));
      const items = Object.fromEntries(page.items);
      return c.json({ [kind]: items, next_page_token: page.nextPageToken, ...currencyEcho(query) });
    });
    routes.get(`/v2/stocks/:symbol/${kind}`, (c) => {
      const query: Query = (name) => c.req.query(name);
      const symbol = checkSymbol(c.req.param('symbol'));
      const page = makers[kind](query, [symbol]);
      const items = page.items.get(symbol) ?? [];
      return c.json({ [kind]: items, symbol, next_page_token: page.nextPageToken, ...currencyEcho(query) });
    });
  }
  return routes;
}
