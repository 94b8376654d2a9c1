import { numberAt } from './number-at.ts';
import { type Minutes, unitsPerCent } from './price-source.ts';
import { hash, mix } from './random.ts';
import type { TradingHalt } from './trading-halt.ts';

/** What a session's minutes must add up to; prices in cents. */
export interface SessionShape {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Trading is busiest after the open and before the close. */
function busyness(length: number): Float64Array {
  const weights = new Float64Array(length);
  for (let i = 0; i < length; i += 1) {
    weights[i] = 1 + 1.8 * Math.exp(-i / 25) + 2 * Math.exp((i + 1 - length) / 20);
  }
  return weights;
}

const busynessByLength = new Map<number, Float64Array>();

function weightsFor(length: number): Float64Array {
  const known = busynessByLength.get(length);
  if (known !== undefined) return known;
  const weights = busyness(length);
  busynessByLength.set(length, weights);
  return weights;
}

const isHaltedAt = (halt: TradingHalt | undefined, minute: number): boolean =>
  halt !== undefined && minute >= halt.from && minute < halt.to;

/** Fills `path` with a random walk bent to end at 0, and `volume` with the minutes' shares of the trading. */
function walk(path: Float64Array, volume: Float64Array, seed: number, halt: TradingHalt | undefined): number {
  const length = path.length;
  const weights = weightsFor(length);
  let [position, total] = [0, 0];
  for (let i = 0; i < length; i += 1) {
    const draw = mix(seed + Math.imul(i, 0x9e3779b9));
    position += (draw >>> 16) / 65_536 - 0.5;
    path[i] = position;
    const weight = isHaltedAt(halt, i) ? 0 : numberAt(weights, i) * (0.55 + (draw & 0xffff) / 72_818);
    volume[i] = weight;
    total += weight;
  }
  for (let i = 0; i < length; i += 1) path[i] = numberAt(path, i) - (position * (i + 1)) / length;
  return total;
}

/** Turns the walk into prices in cents from the open to the close; halted minutes keep the price before them. */
function bend(path: Float64Array, shape: SessionShape, halt: TradingHalt | undefined): void {
  const length = path.length;
  let widest = 0.001;
  for (let i = 0; i < length; i += 1) widest = Math.max(widest, Math.abs(numberAt(path, i)));
  const scale = (0.75 * (shape.high - shape.low)) / widest;
  const rise = (shape.close - shape.open) / length;
  for (let i = 0; i < length; i += 1) {
    const frozen = i > 0 && isHaltedAt(halt, i);
    path[i] = frozen ? numberAt(path, i - 1) : shape.open + rise * (i + 1) + scale * numberAt(path, i);
  }
}

/** The place of the highest and of the lowest price among the minutes that trade. */
function extremes(path: Float64Array, halt: TradingHalt | undefined): { top: number; bottom: number } {
  let [top, bottom] = [0, 0];
  for (let i = 1; i < path.length; i += 1) {
    if (isHaltedAt(halt, i)) continue;
    if (numberAt(path, i) > numberAt(path, top)) top = i;
    if (numberAt(path, i) < numberAt(path, bottom)) bottom = i;
  }
  return { top, bottom };
}

/**
 * Fills `minutes` so that they add up to `shape` exactly: first open, last close, highest high, lowest low and
 * the volume. The path is a Brownian bridge whose parts outside open and close are scaled to the extremes.
 */
export function fillGeneratedMinutes(
  minutes: Minutes,
  shape: SessionShape,
  seed: number,
  halt: TradingHalt | undefined,
): void {
  const { length, open, high, low, close, volume } = minutes;
  const totalWeight = walk(close, volume, hash(seed, 61), halt);
  bend(close, shape, halt);
  const { top, bottom } = extremes(close, halt);
  const [upper, lower] = [Math.max(shape.open, shape.close), Math.min(shape.open, shape.close)];
  const [peak, trough] = [numberAt(close, top), numberAt(close, bottom)];
  const stretchUp = peak > upper ? (shape.high - upper) / (peak - upper) : 0;
  const stretchDown = trough < lower ? (lower - shape.low) / (lower - trough) : 0;
  const reach = 2 * Math.max(1, Math.round(shape.open / 9000)) + 1;
  const volumePerWeight = shape.volume / totalWeight;
  let [previous, weighed, traded] = [shape.open, 0, 0];
  for (let i = 0; i < length; i += 1) {
    const raw = numberAt(close, i);
    let price = raw;
    if (raw > upper) price = upper + (raw - upper) * stretchUp;
    else if (raw < lower) price = lower - (lower - raw) * stretchDown;
    const cents = i === length - 1 ? shape.close : Math.floor(price + 0.5);
    const draw = mix(seed + i);
    const above = (cents > previous ? cents : previous) + (((draw & 0xffff) * reach) >>> 16);
    const below = (cents < previous ? cents : previous) - (((draw >>> 16) * reach) >>> 16);
    weighed += numberAt(volume, i);
    const tradedNow = Math.floor(weighed * volumePerWeight + 0.5);
    const quiet = tradedNow === traded;
    open[i] = previous * unitsPerCent;
    close[i] = cents * unitsPerCent;
    high[i] = (quiet ? cents : i === top ? shape.high : Math.min(above, shape.high)) * unitsPerCent;
    low[i] = (quiet ? cents : i === bottom ? shape.low : Math.max(below, shape.low)) * unitsPerCent;
    volume[i] = tradedNow - traded;
    traded = tradedNow;
    previous = cents;
  }
}
