import { numberAt } from './number-at.ts';
import type { Minutes } from './price-source.ts';
import { hash, unit } from './random.ts';

/** A bar of a file within a session; minutes count from the open, prices in units. */
export interface SessionBar {
  readonly from: number;
  readonly to: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Share of the bar's range by which the path strays from straight lines. */
const roughness = 0.12;

/** Minutes without a bar: the price stands still and nothing trades. */
function standStill(minutes: Minutes, from: number, to: number, price: number): void {
  for (let i = from; i < to; i += 1) {
    minutes.open[i] = price;
    minutes.high[i] = price;
    minutes.low[i] = price;
    minutes.close[i] = price;
  }
}

/** Fills the bar's minutes along open, one extreme, the other, close: a rising bar dips first. */
function fillBar(minutes: Minutes, bar: SessionBar, seed: number): void {
  const length = bar.to - bar.from;
  const [first, second] = bar.close >= bar.open ? [bar.low, bar.high] : [bar.high, bar.low];
  const firstAt = Math.floor(length * (0.15 + 0.25 * unit(hash(seed, bar.from, 91)))) + 0.5;
  const secondAt = Math.floor(length * (0.55 + 0.3 * unit(hash(seed, bar.from, 92)))) + 0.5;
  const line = (x: number, x0: number, y0: number, x1: number, y1: number): number =>
    x1 === x0 ? y1 : y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
  const priceAfter = (minute: number): number => {
    if (minute === length) return bar.close;
    let straight = line(minute, secondAt, second, length, bar.close);
    if (minute <= firstAt) straight = line(minute, 0, bar.open, firstAt, first);
    else if (minute <= secondAt) straight = line(minute, firstAt, first, secondAt, second);
    const noise = (unit(hash(seed, bar.from + minute, 93)) - 0.5) * roughness * (bar.high - bar.low);
    return Math.min(bar.high, Math.max(bar.low, Math.round(straight + noise)));
  };
  let [price, given] = [bar.open, 0];
  for (let i = 0; i < length; i += 1) {
    const close = priceAfter(i + 1);
    const touched = [price, close];
    if (Math.floor(firstAt) === i) touched.push(first);
    if (Math.floor(secondAt) === i) touched.push(second);
    const until = Math.round((bar.volume * (i + 1)) / length);
    const place = bar.from + i;
    minutes.open[place] = price;
    minutes.high[place] = Math.max(...touched);
    minutes.low[place] = Math.min(...touched);
    minutes.close[place] = close;
    minutes.volume[place] = until - given;
    given = until;
    price = close;
  }
}

/** Fills a session's minutes from its bars, oldest first; `before` is the last price known before the session. */
export function fillReplayedMinutes(
  minutes: Minutes,
  bars: readonly SessionBar[],
  before: number | undefined,
  seed: number,
): void {
  let reached = 0;
  for (const bar of bars) {
    const price = reached === 0 ? (before ?? bar.open) : numberAt(minutes.close, reached - 1);
    standStill(minutes, reached, bar.from, price);
    fillBar(minutes, bar, seed);
    reached = bar.to;
  }
  if (reached > 0 && reached < minutes.length) {
    standStill(minutes, reached, minutes.length, numberAt(minutes.close, reached - 1));
  }
}
