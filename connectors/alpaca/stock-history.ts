import { marketData } from '@alpacahq/alpaca-trade-api';
import type { z } from 'zod';
import type { Bar, Split } from '../../domain/market.ts';
import type { BarsQuery, MarketData, PageAsked, Span, SymbolPage } from '../../domain/ports/market-data.ts';
import { type Asked, parseAnswer } from '../http/parse-answer.ts';
import { batches, bySymbol, pages } from './pages.ts';
import { type AlpacaCall, readAlpaca } from './read-alpaca.ts';
import { barsAnswer, quotesAnswer, splitsAnswer, tradesAnswer } from './stock-answer.ts';

/** The most that Alpaca gives in one answer. */
const BARS_PER_PAGE = 10_000;
const ACTIONS_PER_PAGE = 1_000;

export type HistoricalFeed = 'iex' | 'sip';

/** Alpaca's history of shares: bars, quotes, trades and splits. The SDK's `symbols` is one text, joined by commas. */
export function createStockHistory(
  configuration: marketData.Configuration,
  feed: HistoricalFeed,
): Pick<MarketData, 'bars' | 'barsPage' | 'quotesPage' | 'tradesPage' | 'splits'> {
  const stocks = new marketData.StockApi(configuration);
  const actions = new marketData.CorporateActionsApi(configuration);

  const spanOf = ({ symbols, start, end }: Span) => ({
    symbols: [...new Set(symbols)].join(','),
    start: new Date(start),
    end: new Date(end),
    feed,
    sort: 'asc' as const,
  });
  const askBars =
    (query: BarsQuery, { limit, page }: PageAsked): AlpacaCall =>
    async (init) =>
      await stocks.stockBarsRaw(
        {
          ...spanOf(query),
          timeframe: query.timeframe,
          adjustment: query.adjustment,
          limit,
          ...(page === undefined ? {} : { pageToken: page }),
        },
        init,
      );

  return {
    async bars(query, signal) {
      const asked = about('bars');
      const found = new Map<string, Bar[]>();
      for (const symbols of batches(query.symbols)) {
        const ask = (page: string | undefined) =>
          askBars({ ...query, symbols }, { limit: BARS_PER_PAGE, page });
        for await (const { bars } of pages(barsAnswer, asked, ask, signal)) {
          for (const [symbol, some] of bySymbol(bars)) {
            const known = found.get(symbol);
            if (known === undefined) found.set(symbol, [...some]);
            else known.push(...some);
          }
        }
      }
      return found;
    },

    async barsPage(query, signal) {
      const answer = await read(barsAnswer, 'bars', askBars(query, query), signal);
      return pageOf(bySymbol(answer.bars), answer.next_page_token);
    },

    async quotesPage(query, signal) {
      const call: AlpacaCall = async (init) =>
        await stocks.stockQuotesRaw({ ...spanOf(query), ...pageAsked(query) }, init);
      const answer = await read(quotesAnswer, 'quotes', call, signal);
      return pageOf(bySymbol(answer.quotes), answer.next_page_token);
    },

    async tradesPage(query, signal) {
      const call: AlpacaCall = async (init) =>
        await stocks.stockTradesRaw({ ...spanOf(query), ...pageAsked(query) }, init);
      const answer = await read(tradesAnswer, 'trades', call, signal);
      return pageOf(bySymbol(answer.trades), answer.next_page_token);
    },

    async splits({ symbols, start, end }, signal) {
      const asked = { source: 'alpaca-data', request: 'GET /v1/corporate-actions' };
      const found: Split[] = [];
      for (const batch of batches(symbols)) {
        const ask =
          (page: string | undefined): AlpacaCall =>
          async (init) =>
            await actions.corporateActionsRaw(
              {
                symbols: batch.join(','),
                types: 'forward_split,reverse_split',
                // The SDK writes the calendar day in UTC of what it is given.
                start: new Date(start.slice(0, 10)),
                end: new Date(end.slice(0, 10)),
                limit: ACTIONS_PER_PAGE,
                sort: 'asc',
                ...(page === undefined ? {} : { pageToken: page }),
              },
              init,
            );
        for await (const { corporate_actions: page } of pages(splitsAnswer, asked, ask, signal)) {
          found.push(...(page.forward_splits ?? []), ...(page.reverse_splits ?? []));
        }
      }
      return found;
    },
  };
}

async function read<Schema extends z.ZodType>(
  schema: Schema,
  kind: string,
  call: AlpacaCall,
  signal: AbortSignal | undefined,
): Promise<z.output<Schema>> {
  const asked = about(kind);
  return parseAnswer(schema, await readAlpaca(asked, call, signal), asked);
}

function about(kind: string): Asked {
  return { source: 'alpaca-data', request: `GET /v2/stocks/${kind}` };
}

function pageAsked({ limit, page }: PageAsked) {
  return { limit, ...(page === undefined ? {} : { pageToken: page }) };
}

function pageOf<T>(
  items: ReadonlyMap<string, readonly T[]>,
  token: string | null | undefined,
): SymbolPage<T> {
  return { items, ...(token ? { nextPage: token } : {}) };
}
