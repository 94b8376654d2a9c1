import { priceRules } from '../../db/queries/alerts/price-rules.ts';
import type { AlertRuleRow } from '../../db/tables/alert-tables.ts';
import type { PriceFact } from '../../domain/alerts/alert-facts.ts';
import type { Reading } from '../../domain/alerts/reading.ts';
import { readMove } from '../../domain/alerts/rules/read-move.ts';
import { readPrice } from '../../domain/alerts/rules/read-price.ts';
import type { LastTrade } from '../../domain/market.ts';
import { decimal } from '../../domain/money.ts';
import type { MarketData } from '../../domain/ports/market-data.ts';
import { takeInReadings } from '../alerting/take-in-readings.ts';
import { windowOpens } from '../alerting/window-opens.ts';
import type { LedgerDeps } from '../deps.ts';

/** A window's first price moves on with its minutes. */
const WINDOW_MS = 60_000;

/** Lets the trades of a stream raise alerts on prices; what ends them is seen by the schedule. */
export interface PriceWatch {
  saw(symbol: string, trade: LastTrade): void;
  /** Judges the highest and the lowest trade of each symbol since the last time, so that a spike is seen too. */
  judge(): Promise<void>;
}

export function createPriceWatch(options: {
  readonly deps: LedgerDeps;
  readonly streamId: string;
  readonly market: Pick<MarketData, 'bars'>;
  /** Has the alerts of a user judged soon, which sends the notices that are due. */
  readonly judgeAlerts: (userId: string) => Promise<void>;
}): PriceWatch {
  const { deps, streamId, market, judgeAlerts } = options;
  let seen = new Map<string, { readonly highest: LastTrade; readonly lowest: LastTrade }>();
  const opens = new Map<string, { readonly at: number; readonly windows: ReadonlyMap<number, string> }>();
  /** Rules whose alert was raised from here and has not been seen clear since. */
  const raised = new Set<string>();

  const openOf = async (symbol: string, trade: LastTrade, minutes: number) => {
    const key = `${symbol} ${minutes}`;
    const known = opens.get(key);
    if (known !== undefined && performance.now() - known.at < WINDOW_MS) return known.windows;
    const windows = await windowOpens(market, symbol, trade, [minutes]);
    opens.set(key, { at: performance.now(), windows });
    return windows;
  };
  const readingsOf = async (
    { terms }: AlertRuleRow,
    trades: readonly LastTrade[],
  ): Promise<readonly Reading[]> => {
    const readings: Reading[] = [];
    for (const trade of trades) {
      if (terms.kind !== 'price' && terms.kind !== 'move') continue;
      const windows =
        terms.kind === 'move' ? await openOf(terms.symbol, trade, terms.windowMinutes) : new Map();
      const fact: PriceFact = { latest: trade.price, at: trade.at, windowOpens: windows };
      const facts = { prices: new Map([[terms.symbol, fact]]) };
      readings.push(...(terms.kind === 'price' ? readPrice(terms, facts) : readMove(terms, facts)));
    }
    return readings;
  };

  return {
    saw(symbol, trade) {
      const known = seen.get(symbol);
      const price = decimal(trade.price);
      const isHighest = known === undefined || price.gte(known.highest.price);
      const isLowest = known === undefined || price.lte(known.lowest.price);
      if (!isHighest && !isLowest) return;
      seen.set(symbol, {
        highest: isHighest ? trade : known.highest,
        lowest: isLowest ? trade : known.lowest,
      });
    },
    async judge() {
      if (seen.size === 0) return;
      const rules = await priceRules(deps.db, streamId);
      const since = seen;
      for (const rule of rules) {
        const { symbol } = { symbol: '', ...rule.terms };
        const trades = since.get(symbol);
        if (trades === undefined) continue;
        const readings = await readingsOf(rule, [trades.highest, trades.lowest]);
        const breach = readings.find(({ state }) => state === 'breached');
        if (breach === undefined) {
          if (readings.every(({ state }) => state === 'clear')) raised.delete(rule.id);
        } else if (!raised.has(rule.id)) {
          await takeInReadings(deps, rule, [breach], { isWhole: false });
          raised.add(rule.id);
          await judgeAlerts(rule.userId);
        }
      }
      // What could not be judged is judged the next time.
      for (const [symbol, trades] of since) if (seen.get(symbol) === trades) seen.delete(symbol);
    },
  };
}
