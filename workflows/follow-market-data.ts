import { continueAsNew, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { MarketStreamActivities } from '../activities/streaming/market-stream-activities.ts';
import type { FollowMarketDataInput } from './messages.ts';
import { described, MARKET_STREAM } from './policies.ts';

const { streamMarketData } = proxyActivities<MarketStreamActivities>(MARKET_STREAM);

/**
 * Keeps the market stream of one account's keys open for ever: an activity that heartbeats, so that another worker
 * takes the stream over when this one dies, and a new run each hour, so that the history stays small.
 */
export async function followMarketData(input: FollowMarketDataInput): Promise<void> {
  setCurrentDetails(
    'Quotes, trades and bars of what is held, watched or traded, as the broker tells of them.',
  );
  await streamMarketData.executeWithOptions(described(MARKET_STREAM, 'Follow the market stream'), [input]);
  await continueAsNew<typeof followMarketData>(input);
}
