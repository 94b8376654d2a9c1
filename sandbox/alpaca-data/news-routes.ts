import { Hono } from 'hono';
import type { PlantedTexts } from '../world/planted-texts.ts';
import type { Clock, Market } from '../world/world.ts';
import { type Article, createNewsDesk, type NewsDesk, newsDay } from './news-articles.ts';
import { type PagePosition, readPageToken, writePageToken } from './page-token.ts';
import { checkSymbol, type Query, readLimit, readSort } from './query.ts';
import { formatTimestamp, parseTimestamp } from './timestamp.ts';

const usualLimit = 10;
const mostLimit = 50;

function articleWire(article: Article, withContent: boolean) {
  const at = formatTimestamp(article.at);
  return {
    id: article.id,
    headline: article.headline,
    author: article.author,
    created_at: at,
    updated_at: at,
    summary: article.summary,
    content: withContent ? `<p>${article.summary}</p>` : '',
    images: [],
    symbols: article.symbols,
    source: 'sandbox',
    url: `https://news.example/articles/${article.id}`,
  };
}

interface NewsRequest {
  readonly symbols: ReadonlySet<string> | undefined;
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
  readonly sort: 'asc' | 'desc';
  readonly limit: number;
  readonly after: PagePosition | undefined;
}

/** Up to `wanted` articles in the asked order, read day by day. */
function readArticles(desk: NewsDesk, request: NewsRequest, wanted: number): Article[] {
  const { start, end, sort, after } = request;
  const [first, last] = [newsDay(start), newsDay(end)];
  const isBehind = (article: Article): boolean => {
    if (after === undefined) return true;
    const order = article.at - after.t || article.id - Number(after.symbol);
    return sort === 'asc' ? order > 0 : order < 0;
  };
  const found: Article[] = [];
  for (let step = 0; step <= last - first && found.length < wanted; step += 1) {
    const ofDay = desk(sort === 'asc' ? first + step : last - step, request.symbols);
    const inOrder = sort === 'asc' ? ofDay : ofDay.toReversed();
    found.push(...inOrder.filter((entry) => entry.at >= start && entry.at <= end && isBehind(entry)));
  }
  return found.slice(0, wanted);
}

function readSymbolsFilter(query: Query): ReadonlySet<string> | undefined {
  const text = query('symbols');
  return text === undefined || text === '' ? undefined : new Set(text.split(',').map(checkSymbol));
}

interface NewsWorld {
  readonly market: Market;
  readonly clock: Clock;
  readonly planted?: PlantedTexts;
}

/** The world's own articles and those that a control has published, in the order of their time. */
function withPlanted(own: NewsDesk, planted: PlantedTexts | undefined): NewsDesk {
  if (planted === undefined) return own;
  return (day, wanted) => {
    const added = planted
      .articles()
      .filter(
        ({ at, symbols }) => newsDay(at) === day && (!wanted || symbols.some((one) => wanted.has(one))),
      );
    return [...own(day, wanted), ...added].sort((one, other) => one.at - other.at || one.id - other.id);
  };
}

/** `/v1beta1/news`: newest first unless asked otherwise, never an article from after the clock's time. */
export function createNewsRoutes({ market, clock, planted }: NewsWorld): Hono {
  const desk = withPlanted(createNewsDesk(market.assets()), planted);
  const firstNews = Date.UTC(2015, 0, 2);
  const routes = new Hono();
  routes.get('/v1beta1/news', (c) => {
    const query: Query = (name) => c.req.query(name);
    const [from, to] = [query('start'), query('end')];
    const request = {
      symbols: readSymbolsFilter(query),
      start: Math.max(firstNews, from === undefined ? firstNews : parseTimestamp('start', from)),
      end: Math.min(clock.now(), to === undefined ? clock.now() : parseTimestamp('end', to)),
      sort: readSort(query, 'desc'),
      limit: readLimit(query, usualLimit, mostLimit),
      after: readPageToken(query('page_token')),
    };
    const found = readArticles(desk, request, request.limit + 1);
    const page = found.slice(0, request.limit);
    const last = page.at(-1);
    const isMore = found.length > page.length && last !== undefined;
    return c.json({
      news: page.map((article) => articleWire(article, query('include_content') === 'true')),
      next_page_token: isMore ? writePageToken({ symbol: String(last.id), t: last.at }) : null,
    });
  });
  return routes;
}
