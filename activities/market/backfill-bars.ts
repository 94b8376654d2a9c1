import { ApplicationFailure } from '@temporalio/activity';
import { accountById } from '../../db/queries/accounts/broker-accounts.ts';
import { daysWithBars } from '../../db/queries/market/bar-days.ts';
import { keepBars } from '../../db/queries/market/bars.ts';
import { markCovered, uncoveredSpans } from '../../db/queries/market/market-coverage.ts';
import type { BrokerAccountRow } from '../../db/schema.ts';
import { type BackfillPlan, type BackfillWish, batchesOf } from '../../domain/bars/backfill.ts';
import { barsCompleteUntil } from '../../domain/bars/complete-bars.ts';
import { type MissingRun, missingSessions } from '../../domain/bars/missing-sessions.ts';
import { type SpanToAsk, spansToAsk } from '../../domain/bars/spans-to-ask.ts';
import { newYorkDate, newYorkMidnight, nextNewYorkMidnight } from '../../domain/calendar/new-york-day.ts';
import type { Timestamp } from '../../domain/market.ts';
import { type OutageKind, SourceOutage } from '../../domain/outage.ts';
import type { MarketCalendar } from '../../domain/ports/market-calendar.ts';
import type { MarketDeps } from '../deps.ts';
import { fillSplits } from './fill-bars.ts';

/** The most that Alpaca gives in one answer. */
const BARS_PER_PAGE = 10_000;
/** Runs of missing sessions that one batch asks for again; a symbol that hardly trades has more. */
const RUNS_MAX = 20;

const REFUSALS: readonly OutageKind[] = ['refused', 'unauthorized'];

/** Waiting mends an outage; it never mends a request that the source refuses. */
async function unlessRefused<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    const isRefused = error instanceof SourceOutage && REFUSALS.includes(error.kind);
    if (!isRefused) throw error;
    const { message, source } = error;
    throw ApplicationFailure.create({
      message,
      type: 'SourceRefused',
      nonRetryable: true,
      details: [source],
    });
  }
}

export interface BackfillPage {
  readonly batch: SpanToAsk;
  readonly page?: string;
}

type Wish = Pick<BackfillWish, 'accountId' | 'timeframe'>;

export interface BackfillDeps extends MarketDeps {
  readonly calendarOf: (account: BrokerAccountRow) => MarketCalendar;
}

/** The steps of a backfill. Each may be repeated: stored bars stay, and a page that is asked for again changes nothing. */
export function backfillActivities(deps: BackfillDeps) {
  const { db, now } = deps;
  const connectionsOf = async (accountId: string) => {
    const account = await accountById(db, accountId);
    if (account === undefined) throw new Error(`no account ${accountId}`);
    return {
      market: deps.marketDataOf(account),
      broker: deps.brokerOf(account),
      calendar: deps.calendarOf(account),
    };
  };

  return {
    /** What the store lacks of the wish; nothing beyond the last bar that is complete. */
    async planBackfill(wish: BackfillWish): Promise<BackfillPlan> {
      const { market, broker } = await connectionsOf(wish.accountId);
      const complete = barsCompleteUntil(wish.timeframe, (await broker.clock()).at);
      const span = { ...wish, until: wish.until < complete ? wish.until : complete };
      const lacking = await uncoveredSpans(db, { ...span, feed: market.feed, series: wish.timeframe });
      const { symbols, start, until } = span;
      const toCheck = start < until ? batchesOf([{ symbols, start, until }]) : [];
      return { toAsk: batchesOf(spansToAsk(span, lacking)), toCheck };
    },

    /** One page of a batch into the store. The last one marks the batch as complete. */
    async backfillPage({ accountId, timeframe, batch, page }: Wish & BackfillPage) {
      const { market } = await connectionsOf(accountId);
      const { nextPage, items } = await unlessRefused(
        market.barsPage({
          ...barsIn(batch),
          timeframe,
          adjustment: 'raw',
          limit: BARS_PER_PAGE,
          page,
        }),
      );
      const kept = await keepBars(db, { feed: market.feed, timeframe, fetchedAt: now() }, items);
      if (nextPage === undefined) {
        await fillSplits(deps, market, { symbols: batch.symbols, start: batch.start, end: batch.until });
        await markCovered(db, { ...batch, feed: market.feed, series: timeframe });
      }
      return { ...kept, ...(nextPage === undefined ? {} : { nextPage }) };
    },

    /** Asks once more for the sessions of the market's calendar that have no bar. */
    async fillMissingSessions({ accountId, timeframe, batch }: Wish & Pick<BackfillPage, 'batch'>) {
      const { market, calendar } = await connectionsOf(accountId);
      const sessions = await calendar.sessions(
        newYorkDate(batch.start),
        newYorkDate(new Date(Date.parse(batch.until) - 1).toISOString()),
      );
      const asked = { feed: market.feed, timeframe, ...batch };
      const dates = sessions.map(({ date }) => date);
      const before = missingSessions(await daysWithBars(db, asked), dates);
      let [added, changed] = [0, 0];
      for (const run of before.slice(0, RUNS_MAX)) {
        const found = await market.bars({ ...spanOf(run, batch), timeframe, adjustment: 'raw' });
        const kept = await keepBars(db, { feed: market.feed, timeframe, fetchedAt: now() }, found);
        added += kept.added;
        changed += kept.changed;
      }
      const missing = count(before, dates);
      if (missing === 0) return { missing, filled: 0, added, changed };
      const after = missingSessions(await daysWithBars(db, asked), dates);
      return { missing, filled: missing - count(after, dates), added, changed };
    },
  };
}

export type BackfillActivities = ReturnType<typeof backfillActivities>;

/** A source's span includes its end. */
function barsIn({ symbols, start, until }: SpanToAsk) {
  return { symbols, start, end: new Date(Date.parse(until) - 1).toISOString() };
}

function spanOf(run: MissingRun, within: SpanToAsk) {
  const start = new Date(newYorkMidnight(noonOf(run.firstDate))).toISOString();
  const until: Timestamp = new Date(nextNewYorkMidnight(noonOf(run.lastDate))).toISOString();
  return barsIn({
    symbols: run.symbols,
    start: start > within.start ? start : within.start,
    until: until < within.until ? until : within.until,
  });
}

/** Noon in UTC is the same calendar day in New York. */
function noonOf(date: string): number {
  return Date.parse(`${date}T12:00:00.000Z`);
}

function count(runs: readonly MissingRun[], sessions: readonly string[]): number {
  return runs.reduce((sum, { symbols, firstDate, lastDate }) => {
    const days = sessions.filter((date) => date >= firstDate && date <= lastDate).length;
    return sum + days * symbols.length;
  }, 0);
}
