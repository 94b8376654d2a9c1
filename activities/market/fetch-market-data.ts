import { accountById } from '../../db/queries/accounts/broker-accounts.ts';
import { momentOfKnowledge } from '../../domain/moment-of-knowledge.ts';
import { universeOf } from '../cycle/universe-of.ts';
import type { MarketDeps } from '../deps.ts';
import { noteOnSources, readSource } from '../read-source.ts';
import type { LookContext, MarketDataRefs } from '../source-ref.ts';
import { createAskedSplits } from './asked-splits.ts';
import { dailyBarsOf } from './daily-bars.ts';

/** Calendar days of daily bars: enough for 60 trading days and the holidays between. */
const BARS_LOOKBACK_DAYS = 120;
const NEWS_LIMIT = 50;
const DAY_MS = 86_400_000;

export interface FetchedMarketData {
  readonly note: string;
  readonly sources: MarketDataRefs;
  readonly dataAsOf: string;
}

/**
 * Bars, quotes and news of the whole universe, one request each whatever its size (up to the source's page). Daily bars
 * come out of the store, which is brought up to date first. What cannot be read after the last attempt is marked
 * missing with its reason.
 */
export function fetchMarketDataActivity(marketDeps: MarketDeps) {
  const deps = { ...marketDeps, askedSplits: createAskedSplits(marketDeps.countCopies) };
  const { db, evidence, marketDataOf, now } = deps;
  return {
    async fetchMarketData(input: LookContext): Promise<FetchedMarketData> {
      const { cycleId, brokerTime } = input;
      const [account, universe] = await Promise.all([
        accountById(db, input.accountId),
        universeOf(evidence, input),
      ]);
      if (account === undefined) throw new Error(`no account ${input.accountId}`);
      const market = marketDataOf(account);
      const place = { cycleId, evidence, now };
      const start = new Date(Date.parse(brokerTime) - BARS_LOOKBACK_DAYS * DAY_MS).toISOString();

      const [bars, snapshots, news] = await Promise.all([
        readSource(place, {
          source: 'alpaca bars',
          request: `daily bars from ${start}`,
          read: async () => ({
            kind: 'bars',
            value: await dailyBarsOf(deps, market, cycleId, { symbols: universe, start, brokerTime }),
          }),
        }),
        readSource(place, {
          source: 'alpaca quotes',
          request: 'snapshots',
          read: async () => ({
            kind: 'snapshots',
            value: Object.fromEntries(await market.snapshots(universe)),
          }),
        }),
        readSource(place, {
          source: 'alpaca news',
          request: `the newest ${NEWS_LIMIT}`,
          read: async () => ({
            kind: 'news',
            value: await market.news({ symbols: universe, limit: NEWS_LIMIT }),
          }),
        }),
      ]);

      const seen = snapshots.status === 'ok' ? await evidence.read('snapshots', snapshots.hash) : {};
      const dataAsOf = momentOfKnowledge(brokerTime, seen);
      return { note: noteOnSources([bars, snapshots, news]), sources: { bars, snapshots, news }, dataAsOf };
    },
  };
}
