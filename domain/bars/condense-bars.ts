import type { Bar } from '../market.ts';
import { decimal, toDecimalString } from '../money.ts';

/**
 * The same trading in at most `rowsMax` bars: as many in a row as it takes are made one, which begins with the first,
 * ends with the last, and holds the extremes and all of the volume.
 */
export function condenseBars(
  bars: readonly Bar[],
  rowsMax: number,
): { readonly rows: readonly Bar[]; readonly barsPerRow: number } {
  const barsPerRow = Math.max(1, Math.ceil(bars.length / rowsMax));
  const rows = Array.from({ length: Math.ceil(bars.length / barsPerRow) }, (_, row) =>
    bars.slice(row * barsPerRow, (row + 1) * barsPerRow),
  );
  return { rows: rows.flatMap(merged), barsPerRow };
}

function merged(bars: readonly Bar[]): readonly Bar[] {
  const [first, ...others] = bars;
  if (first === undefined) return [];
  return [
    others.reduce(
      (sum, bar) => ({
        start: sum.start,
        open: sum.open,
        high: decimal(bar.high).greaterThan(sum.high) ? bar.high : sum.high,
        low: decimal(bar.low).lessThan(sum.low) ? bar.low : sum.low,
        close: bar.close,
        volume: toDecimalString(decimal(sum.volume).plus(bar.volume)),
      }),
      first,
    ),
  ];
}
