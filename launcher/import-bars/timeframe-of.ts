import type { Bar, Timeframe } from '../../domain/market.ts';

const HOUR_MS = 3_600_000;

/** The length of the bars, by the shortest time between two of them; undefined for fewer than two. */
export function timeframeOf(bars: readonly Bar[]): Timeframe | undefined {
  const starts = bars.map(({ start }) => Date.parse(start));
  const steps = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
  if (steps.length === 0) return undefined;
  const shortest = steps.reduce((least, step) => Math.min(least, step));
  if (shortest < HOUR_MS) return '1Min';
  return shortest < 20 * HOUR_MS ? '1Hour' : '1Day';
}
