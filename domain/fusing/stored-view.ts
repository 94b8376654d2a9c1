import type { FusedView, Part } from '../fusion.ts';
import type { Bar, Timestamp } from '../market.ts';

/** Which bars a view stands on; the bars themselves are in the evidence under the part's hash. */
export interface BarsInView {
  readonly count: number;
  readonly first?: Timestamp;
  readonly last?: Timestamp;
}

/** A fused view as it is kept: with its bars named instead of repeated. */
export type StoredView = Omit<FusedView, 'dailyBars'> & { readonly dailyBars: Part<BarsInView> };

export function storedView({ dailyBars, ...view }: FusedView): StoredView {
  if (dailyBars.status === 'missing') return { ...view, dailyBars };
  return { ...view, dailyBars: { ...dailyBars, value: barsInView(dailyBars.value) } };
}

function barsInView(bars: readonly Bar[]): BarsInView {
  const first = bars[0];
  const last = bars.at(-1);
  return {
    count: bars.length,
    ...(first === undefined ? {} : { first: first.start }),
    ...(last === undefined ? {} : { last: last.start }),
  };
}
