import type { Candle } from './candle.ts';

const BINS = 12;
/** The share of the volume that the value area holds, as J. Peter Steidlmayer's Market Profile has it. */
const VALUE_AREA = 0.7;

/** Prices at which the volume of some candles was traded. */
export interface VolumeProfile {
  /** The middle of the price band with the most volume; of equal ones the lowest. */
  readonly pointOfControl: number;
  readonly valueAreaLow: number;
  readonly valueAreaHigh: number;
}

/**
 * Each candle's volume at its typical price, (high + low + close) / 3, in 12 bands of equal width from the lowest
 * typical price to the highest. The value area grows from the point of control, band by band towards the larger
 * neighbour (of equal ones the lower), until it holds 70 % of the volume. Undefined where nothing was traded or every
 * typical price is the same.
 */
export function volumeProfile(candles: readonly Candle[]): VolumeProfile | undefined {
  const prices = candles.map(({ high, low, close }) => (high + low + close) / 3);
  const lowest = Math.min(...prices);
  const width = (Math.max(...prices) - lowest) / BINS;
  const bands = Array.from({ length: BINS }, () => 0);
  if (!(width > lowest * 1e-12)) return undefined;
  candles.forEach(({ volume }, index) => {
    const band = Math.min(BINS - 1, Math.floor(((prices[index] ?? lowest) - lowest) / width));
    bands[band] = (bands[band] ?? 0) + volume;
  });
  const total = bands.reduce((sum, volume) => sum + volume, 0);
  if (!(total > 0)) return undefined;

  const peak = bands.indexOf(Math.max(...bands));
  let [from, to, held] = [peak, peak, bands[peak] ?? 0];
  while (held < total * VALUE_AREA && (from > 0 || to < BINS - 1)) {
    const below = from > 0 ? (bands[from - 1] ?? 0) : -1;
    const above = to < BINS - 1 ? (bands[to + 1] ?? 0) : -1;
    if (below >= above) from -= 1;
    else to += 1;
    held += Math.max(below, above);
  }
  return {
    pointOfControl: lowest + (peak + 0.5) * width,
    valueAreaLow: lowest + from * width,
    valueAreaHigh: lowest + (to + 1) * width,
  };
}
