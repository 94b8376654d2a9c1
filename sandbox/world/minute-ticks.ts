import { numberAt } from './number-at.ts';
import type { Minutes } from './price-source.ts';
import { hash } from './random.ts';

/** Trades of one minute, oldest first; prices in units. They add up to the minute's bar. */
export interface MinuteTicks {
  readonly count: number;
  /** Milliseconds since the start of the minute. */
  readonly offset: Float64Array;
  readonly price: Float64Array;
  readonly size: Float64Array;
}

export const ticksPerMinute = 20;
const tickMs = 3000;

/** How many trades a minute of this volume has. */
export function tickCount(volume: number): number {
  return Math.min(ticksPerMinute, volume);
}

/** Fills prices between two known ticks along a straight line, whole steps of `step` inside [low, high]. */
function connect(price: Float64Array, from: number, to: number, step: number): void {
  const [a, b] = [numberAt(price, from), numberAt(price, to)];
  for (let i = from + 1; i < to; i += 1) {
    price[i] = Math.round((a + ((b - a) * (i - from)) / (to - from)) / step) * step;
  }
}

/** The trades of minute `minute`: first at its open, last at its close, touching its high and its low. */
export function minuteTicks(minutes: Minutes, minute: number, seed: number): MinuteTicks {
  const volume = numberAt(minutes.volume, minute);
  const count = tickCount(volume);
  const [offset, price, size] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  if (count === 0) return { count, offset, price, size };
  const [open, close] = [numberAt(minutes.open, minute), numberAt(minutes.close, minute)];
  const [high, low] = [numberAt(minutes.high, minute), numberAt(minutes.low, minute)];
  const draw = hash(seed, minute, 71);
  const step = [open, close, high, low].every((value) => value % 100 === 0) ? 100 : 1;
  const last = count - 1;
  price[0] = open;
  price[last] = close;
  if (count >= 4) {
    const early = 1 + (draw % Math.floor((count - 2) / 2));
    const late = early + 1 + ((draw >>> 8) % (last - early - 1));
    price[early] = close >= open ? low : high;
    price[late] = close >= open ? high : low;
    connect(price, 0, early, step);
    connect(price, early, late, step);
    connect(price, late, last, step);
  }
  let [given, weighed] = [0, 0];
  const total = count * 4 + 0.5 * count;
  for (let i = 0; i < count; i += 1) {
    const chance = hash(seed, minute, i, 72);
    offset[i] = i === 0 ? 0 : i * tickMs + (chance % 2500);
    weighed += 1 + ((chance >>> 12) % 8);
    const share = i === last ? 1 : Math.min(1, weighed / total);
    const until = Math.max(given + 1, Math.min(volume - (last - i), Math.round(volume * share)));
    size[i] = until - given;
    given = until;
  }
  return { count, offset, price, size };
}
