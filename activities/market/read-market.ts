import { accountById } from '../../db/queries/accounts/broker-accounts.ts';
import type {
  BarsQuestion,
  MarketAnswer,
  MarketQuestion,
  NewsQuestion,
  TicksQuestion,
} from '../../domain/market-question.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { MarketData, SymbolPage } from '../../domain/ports/market-data.ts';
import type { MarketDeps } from '../deps.ts';
import { isWorthRetrying } from '../last-attempt.ts';
import { bringBarsUpToDate } from './bring-bars-up-to-date.ts';

/**
 * Answers what a person asks about the market. Bars are brought into the store and stay there; the rest travels in the
 * answer, so a question says how many it wants. A source that does not answer is an answer too, after the last attempt.
 */
export function readMarketActivity(deps: MarketDeps) {
  return {
    async readMarket(question: MarketQuestion): Promise<MarketAnswer> {
      try {
        return await answerTo(deps, question);
      } catch (error) {
        if (!(error instanceof SourceOutage)) throw error;
        // A person is waiting: what took its whole time-out once is not waited for again.
        if (error.kind !== 'timeout' && isWorthRetrying(error)) throw error;
        const { source, request, kind, message } = error;
        return { kind: 'outage', outage: { source, request, kind, reason: message.slice(0, 300) } };
      }
    },
  };
}

export type MarketActivities = ReturnType<typeof readMarketActivity>;

async function answerTo(deps: MarketDeps, question: MarketQuestion): Promise<MarketAnswer> {
  const account = await accountById(deps.db, question.accountId);
  if (account === undefined) throw new Error(`no account ${question.accountId}`);
  const market = deps.marketDataOf(account);
  const { at: asOf } = await deps.brokerOf(account).clock();
  if (question.kind === 'bars') return await bringIn(deps, market, question, asOf);
  if (question.kind === 'news') return await newsOf(market, question, asOf);
  const wantsLatest = question.start === undefined && question.end === undefined;
  return wantsLatest ? await latestOf(market, question, asOf) : await ticksOf(market, question, asOf);
}

async function bringIn(
  deps: MarketDeps,
  market: MarketData,
  question: BarsQuestion,
  asOf: string,
): Promise<MarketAnswer> {
  const span = await bringBarsUpToDate(deps, market, question, asOf);
  return { kind: 'bars', feed: market.feed, ...span, asOf };
}

async function latestOf(market: MarketData, question: TicksQuestion, asOf: string): Promise<MarketAnswer> {
  const found = [...(await market.snapshots(question.symbols))];
  const about = { source: market.feed, asOf };
  if (question.kind === 'quotes') {
    const items = found.flatMap(([symbol, { quote }]) => (quote === undefined ? [] : [{ symbol, ...quote }]));
    return { kind: 'quotes', ...about, items };
  }
  const items = found.flatMap(([symbol, { lastTrade }]) =>
    lastTrade === undefined ? [] : [{ symbol, ...lastTrade }],
  );
  return { kind: 'trades', ...about, items };
}

async function ticksOf(market: MarketData, question: TicksQuestion, asOf: string): Promise<MarketAnswer> {
  const { kind, symbols, limit, page, end = asOf } = question;
  // The market's own day, as Alpaca has it, where no beginning is asked for.
  const start = question.start ?? new Date(Date.parse(end) - DAY_MS).toISOString();
  const asked = { symbols, start, end, limit, page };
  const about = { source: market.feed, asOf };
  if (kind === 'quotes') return { kind, ...about, ...listed(await market.quotesPage(asked)) };
  return { kind, ...about, ...listed(await market.tradesPage(asked)) };
}

const DAY_MS = 86_400_000;

async function newsOf(market: MarketData, question: NewsQuestion, asOf: string): Promise<MarketAnswer> {
  const { kind, accountId: _, ...asked } = question;
  return { kind, source: 'alpaca:news', asOf, ...(await market.newsPage(asked)) };
}

function listed<T extends object>({ items, ...rest }: SymbolPage<T>) {
  const all = [...items].flatMap(([symbol, some]) => some.map((item) => ({ symbol, ...item })));
  return { items: all, ...rest };
}
