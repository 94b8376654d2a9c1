import { accountById } from '../../db/queries/accounts/broker-accounts.ts';
import { strategyById } from '../../db/queries/cycles/strategies.ts';
import { fillsOfStrategy } from '../../db/queries/cycles/strategy-fills.ts';
import {
  closingEquities,
  keepPerformance,
  strategiesThatTraded,
} from '../../db/queries/cycles/strategy-performance.ts';
import { readBars } from '../../db/queries/market/bars.ts';
import { newYorkDate } from '../../domain/calendar/new-york-day.ts';
import { dailyReturns } from '../../domain/performance/daily-returns.ts';
import { performanceOf } from '../../domain/performance/performance.ts';
import type { MarketDeps } from '../deps.ts';

const DAY_MS = 86_400_000;

export interface ReportedPerformance {
  readonly note: string;
}

/** The steps of the nightly report. Each is safe to repeat: a report of the same day is replaced. */
export function reportPerformanceActivity({ db, now, marketDataOf }: MarketDeps) {
  return {
    async strategiesToReport(): Promise<readonly { readonly id: string; readonly name: string }[]> {
      return await strategiesThatTraded(db);
    },

    /** A strategy's days from its first fill to the last day that has a close in the historical store. */
    async reportPerformance({ strategyId }: { readonly strategyId: string }): Promise<ReportedPerformance> {
      const strategy = await strategyById(db, strategyId);
      const account = strategy && (await accountById(db, strategy.accountId));
      if (strategy === undefined || account === undefined) return { note: 'gone in the meantime' };
      const { userId } = strategy;
      const filled = await fillsOfStrategy(db, userId, strategyId);
      const [first] = filled;
      if (first === undefined) return { note: 'nothing filled' };
      const fills = filled.map(({ executedAt, ...fill }) => ({
        ...fill,
        date: newYorkDate(executedAt.toISOString()),
      }));

      const firstDate = newYorkDate(first.executedAt.toISOString());
      const bars = await readBars(db, {
        feed: marketDataOf(account).feed,
        timeframe: '1Day',
        symbols: [...new Set(fills.map(({ symbol }) => symbol))],
        start: new Date(first.executedAt.getTime() - 7 * DAY_MS).toISOString(),
        until: new Date(now().getTime() + DAY_MS).toISOString(),
      });
      const closes = new Map(
        [...bars].map(([symbol, daily]) => [
          symbol,
          new Map(daily.map(({ start, close }) => [newYorkDate(start), close])),
        ]),
      );
      const dates = [...new Set([...closes.values()].flatMap((byDate) => [...byDate.keys()]))]
        .filter((date) => date >= firstDate)
        .sort();
      const closing = await closingEquities(db, account.id, account.createdAt);
      const days = dailyReturns({ dates, fills, closes, equities: equitiesBefore(dates, closing) });
      const figures = performanceOf(
        days,
        fills.filter(({ date }) => date <= (dates.at(-1) ?? '')),
        fills.map(({ realizedPnl }) => realizedPnl),
      );
      if (figures === undefined) return { note: `no complete day since ${firstDate}` };
      await keepPerformance(db, { strategyId, userId, figures, at: now() });
      return { note: `${figures.days} days to ${figures.lastDate}, ${figures.pnl} dollars` };
    },
  };
}

/** The account's equity at the close before each day; on its first day, what the day itself closed with. */
function equitiesBefore(
  dates: readonly string[],
  closing: readonly { readonly date: string; readonly equity: string }[],
): ReadonlyMap<string, string> {
  return new Map(
    dates.flatMap((date) => {
      const before = closing.findLast((one) => one.date < date) ?? closing.find((one) => one.date === date);
      return before === undefined ? [] : [[date, before.equity] as const];
    }),
  );
}
