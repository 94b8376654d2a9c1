import { proxyActivities } from '@temporalio/workflow';
import type { MarketActivities } from '../activities/market/read-market.ts';
import type { MarketAnswer, MarketQuestion } from '../domain/market-question.ts';
import { described, MARKET_QUESTION } from './policies.ts';

const { readMarket: ask } = proxyActivities<MarketActivities>(MARKET_QUESTION);

/** Answers one question of a person about the market: the API speaks to no outside source itself. */
export async function readMarket(question: MarketQuestion): Promise<MarketAnswer> {
  const { kind, symbols } = question;
  const what = kind === 'bars' ? `${question.timeframe} bars` : kind;
  const summary = `${what} of ${symbols.slice(0, 10).join(', ')}`;
  return ask.executeWithOptions(described(MARKET_QUESTION, summary), [question]);
}
