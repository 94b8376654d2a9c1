import type { Bar } from '../market.ts';

/** Returns of the newest days count, no more than these; with fewer than `DAYS_MIN` in common nothing is said. */
const DAYS_MAX = 60;
const DAYS_MIN = 20;

export interface Correlated {
  readonly toUniverse?: number;
  readonly mostAlike?: { readonly symbol: string; readonly correlation: number };
}

/**
 * Pearson's correlation of daily log returns among symbols, over the days that both have, of the newest 60: for each
 * symbol with the mean of all others, and with the one other that it goes with most closely (of equal ones the first
 * by name). A symbol whose price never moved, or with too few days, is absent.
 */
export function correlate(
  barsBySymbol: ReadonlyMap<string, readonly Bar[]>,
): ReadonlyMap<string, Correlated> {
  const days = newestDays(barsBySymbol);
  const place = new Map(days.map((day, index) => [day, index]));
  const rows = [...barsBySymbol]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([symbol, bars]) => ({ symbol, returns: returnsByDay(bars, place, days.length) }));

  const sum = new Float64Array(days.length);
  const counted = new Float64Array(days.length);
  for (const { returns } of rows) {
    returns.forEach((value, day) => {
      if (Number.isNaN(value)) return;
      sum[day] = (sum[day] ?? 0) + value;
      counted[day] = (counted[day] ?? 0) + 1;
    });
  }
  return new Map(
    rows.map(({ symbol, returns }) => {
      const others = returns.map((value, day) =>
        Number.isNaN(value) ? value : ((sum[day] ?? 0) - value) / ((counted[day] ?? 0) - 1),
      );
      const toUniverse = pearson(returns, others);
      let mostAlike: Correlated['mostAlike'];
      for (const other of rows) {
        if (other.symbol === symbol) continue;
        const correlation = pearson(returns, other.returns);
        if (correlation === undefined || correlation <= (mostAlike?.correlation ?? -2)) continue;
        mostAlike = { symbol: other.symbol, correlation };
      }
      const correlated: Correlated = {
        ...(toUniverse === undefined ? {} : { toUniverse }),
        ...(mostAlike === undefined ? {} : { mostAlike }),
      };
      return [symbol, correlated];
    }),
  );
}

function newestDays(barsBySymbol: ReadonlyMap<string, readonly Bar[]>): readonly string[] {
  const all = new Set<string>();
  for (const bars of barsBySymbol.values()) {
    for (const { start } of bars.slice(-DAYS_MAX)) all.add(start);
  }
  return [...all].sort().slice(-DAYS_MAX);
}

/** NaN on a day without a return. */
function returnsByDay(bars: readonly Bar[], place: ReadonlyMap<string, number>, days: number): Float64Array {
  const returns = new Float64Array(days).fill(Number.NaN);
  const recent = bars.slice(-DAYS_MAX - 1);
  for (const [index, bar] of recent.entries()) {
    const before = recent[index - 1];
    const day = place.get(bar.start);
    if (before === undefined || day === undefined) continue;
    returns[day] = Math.log(Number(bar.close) / Number(before.close));
  }
  return returns;
}

function pearson(one: Float64Array, other: Float64Array): number | undefined {
  let [count, sumX, sumY, sumXX, sumYY, sumXY] = [0, 0, 0, 0, 0, 0];
  for (let day = 0; day < one.length; day += 1) {
    const x = one[day] ?? Number.NaN;
    const y = other[day] ?? Number.NaN;
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    count += 1;
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumYY += y * y;
    sumXY += x * y;
  }
  if (count < DAYS_MIN) return undefined;
  const spread = (count * sumXX - sumX ** 2) * (count * sumYY - sumY ** 2);
  const correlation = (count * sumXY - sumX * sumY) / Math.sqrt(spread);
  // What never moved leaves rounding noise or nothing to divide by.
  if (!(spread > 1e-18)) return undefined;
  return Math.max(-1, Math.min(1, correlation));
}
