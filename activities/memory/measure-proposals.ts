import { accountById, allAccounts } from '../../db/queries/accounts/broker-accounts.ts';
import {
  keepOutcomes,
  type MeasuredUpTo,
  type ProposalToMeasure,
  proposalsToMeasure,
} from '../../db/queries/cycles/proposal-outcomes.ts';
import { readBars } from '../../db/queries/market/bars.ts';
import { splitsOf } from '../../db/queries/market/splits.ts';
import { instantOf, newYorkDate, newYorkMidnight } from '../../domain/calendar/new-york-day.ts';
import type { Bar, Split, Timestamp } from '../../domain/market.ts';
import { measureOutcomes, type PriceHistory } from '../../domain/memory/measure-outcomes.ts';
import { OUTCOME_BARS } from '../../domain/memory/past-proposal.ts';
import type { MarketData } from '../../domain/ports/market-data.ts';
import type { MarketDeps } from '../deps.ts';
import { bringBarsUpToDate } from '../market/bring-bars-up-to-date.ts';
import { indexPrices } from './index-prices.ts';

const DAY_MS = 86_400_000;
/** 20 trading days, with room for holidays and for weeks in which nobody looked. */
const MEASURED_FOR_MS = 60 * DAY_MS;
const CYCLES_PER_BATCH = 50;
/** What proposals are compared with. */
const INDEX = 'SPY';

export interface MeasureProposalsInput {
  readonly accountId: string;
  /** Where the batch before ended. */
  readonly after?: MeasuredUpTo;
}

export interface MeasuredProposals {
  readonly note: string;
  /** There may be more behind it. */
  readonly upTo?: MeasuredUpTo;
}

/**
 * Looks at what became of proposals: daily closes from the historical store, which is brought up to date first, by the
 * market's own clock. An outcome is written once; the same look again changes nothing.
 */
export function measureProposalsActivities(deps: MarketDeps) {
  const { db, now } = deps;
  return {
    async accountsToMeasure(): Promise<readonly string[]> {
      return (await allAccounts(db)).map(({ id }) => id);
    },

    /** @throws SourceOutage */
    async measureProposals({ accountId, after }: MeasureProposalsInput): Promise<MeasuredProposals> {
      const account = await accountById(db, accountId);
      if (account === undefined) throw new Error(`no account ${accountId}`);
      const { at: asOf } = await deps.brokerOf(account).clock();
      const asOfMs = instantOf(asOf);
      const { proposals, upTo } = await proposalsToMeasure(db, {
        accountId,
        from: new Date(asOfMs - MEASURED_FOR_MS),
        before: new Date(newYorkMidnight(asOfMs)),
        after,
        cyclesMax: CYCLES_PER_BATCH,
      });
      const outcomes = await outcomesOf(deps, deps.marketDataOf(account), proposals, asOf);
      const written = await keepOutcomes(db, outcomes, now());
      return {
        note: `${proposals.length} proposals looked at, ${written} outcomes written`,
        ...(upTo === undefined ? {} : { upTo }),
      };
    },
  };
}

export type MemoryActivities = ReturnType<typeof measureProposalsActivities>;

async function outcomesOf(
  deps: MarketDeps,
  market: MarketData,
  proposals: readonly ProposalToMeasure[],
  asOf: Timestamp,
) {
  const [first] = proposals.map(({ at }) => at).sort();
  if (first === undefined) return [];
  const symbols = [...new Set([...proposals.map(({ symbol }) => symbol), INDEX])];
  const { bars, splits } = await historiesOf(deps, market, symbols, first, asOf);
  const historyOf = (symbol: string, price: string): PriceHistory => ({
    price,
    bars: bars.get(symbol) ?? [],
    splits: splits.get(symbol) ?? [],
  });
  const due = proposals.filter(({ at, symbol, measured }) => {
    const ended = (bars.get(symbol) ?? []).filter(({ start }) => newYorkDate(start) > newYorkDate(at)).length;
    return OUTCOME_BARS.filter((count) => count <= ended).length > measured;
  });
  const index = await indexPrices(deps, market, INDEX, [...new Set(due.map(({ at }) => at))], asOf);
  return due.flatMap(({ cycleId, leg, at, side, symbol, referencePrice }) => {
    const price = index.get(at);
    const spy = price === undefined ? undefined : historyOf(INDEX, price);
    const found = measureOutcomes({ at, side }, historyOf(symbol, referencePrice), spy, asOf);
    return found.map((outcome) => ({ ...outcome, cycleId, leg }));
  });
}

/** Raw daily bars, and the splits that were known at `asOf`. */
async function historiesOf(
  deps: MarketDeps,
  market: MarketData,
  symbols: readonly string[],
  start: Timestamp,
  asOf: Timestamp,
): Promise<{
  readonly bars: ReadonlyMap<string, readonly Bar[]>;
  readonly splits: ReadonlyMap<string, readonly Split[]>;
}> {
  const { db } = deps;
  const asked = { symbols, timeframe: '1Day', adjustment: 'split', start } as const;
  const span = await bringBarsUpToDate(deps, market, asked, asOf);
  const { feed } = market;
  const [bars, splits] = await Promise.all([
    readBars(db, { feed, symbols, timeframe: '1Day', ...span }),
    splitsOf(db, feed, symbols),
  ]);
  return { bars, splits };
}
