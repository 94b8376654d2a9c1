import { Hono } from 'hono';
import type { Asset, Clock, Market } from '../world/world.ts';
import { latestDayBars, latestMinuteBar, latestTrade } from './latest.ts';
import { checkSymbol, currencyEcho, type Query, readFeedMoment, readSymbols } from './query.ts';
import { barWire, quoteWire, tradeWire } from './wire.ts';

/** What the market showed last of one symbol, in wire form; undefined when it never showed any. */
type Look = (market: Market, asset: Asset, at: number) => object | undefined;

const lookAtBar: Look = (market, { symbol }, at) => {
  const bar = latestMinuteBar(market, symbol, at);
  return bar === undefined ? undefined : barWire(bar);
};

const lookAtQuote: Look = (market, asset, at) => {
  const book = market.book(asset.symbol, at);
  return book === undefined ? undefined : quoteWire(asset, book);
};

const lookAtTrade: Look = (market, asset, at) => {
  const trade = latestTrade(market, asset.symbol, at);
  return trade === undefined ? undefined : tradeWire(asset, trade);
};

const lookAtAll: Look = (market, asset, at) => {
  const [today, before] = latestDayBars(market, asset.symbol, at).toReversed();
  const [trade, quote] = [lookAtTrade(market, asset, at), lookAtQuote(market, asset, at)];
  const minuteBar = lookAtBar(market, asset, at);
  if (trade === undefined && quote === undefined) return undefined;
  return {
    ...(trade !== undefined && { latestTrade: trade }),
    ...(quote !== undefined && { latestQuote: quote }),
    ...(minuteBar !== undefined && { minuteBar }),
    ...(today !== undefined && { dailyBar: barWire(today) }),
    ...(before !== undefined && { prevDailyBar: barWire(before) }),
  };
};

const kinds = [
  { one: 'bar', many: 'bars', look: lookAtBar },
  { one: 'quote', many: 'quotes', look: lookAtQuote },
  { one: 'trade', many: 'trades', look: lookAtTrade },
] as const;

/** `/v2/stocks/{bars,quotes,trades}/latest`, `/v2/stocks/snapshots` and their forms for one symbol. */
export function createLatestRoutes({ market, clock }: { market: Market; clock: Clock }): Hono {
  const lookAtMany = (query: Query, look: Look): Record<string, object> => {
    const at = readFeedMoment(query, clock.now());
    const found: Record<string, object> = {};
    for (const symbol of readSymbols(query)) {
      const asset = market.asset(symbol);
      const seen = asset === undefined ? undefined : look(market, asset, at);
      if (seen !== undefined) found[symbol] = seen;
    }
    return found;
  };
  const lookAtOne = (query: Query, symbol: string, look: Look): object | undefined => {
    const at = readFeedMoment(query, clock.now());
    const asset = market.asset(checkSymbol(symbol));
    return asset === undefined ? undefined : look(market, asset, at);
  };

  const routes = new Hono();
  for (const { one, many, look } of kinds) {
    routes.get(`/v2/stocks/${many}/latest`, (c) => {
      const query: Query = (name) => c.req.query(name);
      return c.json({ [many]: lookAtMany(query, look), ...currencyEcho(query) });
    });
    routes.get(`/v2/stocks/:symbol/${many}/latest`, (c) => {
      const query: Query = (name) => c.req.query(name);
      const symbol = c.req.param('symbol');
      const seen = lookAtOne(query, symbol, look);
      if (seen === undefined) return c.json({ message: `no ${one} found for ${symbol}` }, 404);
      return c.json({ symbol, [one]: seen, ...currencyEcho(query) });
    });
  }
  routes.get('/v2/stocks/snapshots', (c) => c.json(lookAtMany((name) => c.req.query(name), lookAtAll)));
  routes.get('/v2/stocks/:symbol/snapshot', (c) => {
    const query: Query = (name) => c.req.query(name);
    const symbol = c.req.param('symbol');
    const seen = lookAtOne(query, symbol, lookAtAll);
    if (seen === undefined) return c.json({ message: `no snapshot found for ${symbol}` }, 404);
    return c.json({ symbol, ...seen, ...currencyEcho(query) });
  });
  return routes;
}
