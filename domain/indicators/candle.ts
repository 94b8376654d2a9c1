import type { Bar } from '../market.ts';

/** A bar in plain numbers: what is made of it are ratios, never money. */
export interface Candle {
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

export function candleOf(bar: Bar): Candle {
  return {
    high: Number(bar.high),
    low: Number(bar.low),
    close: Number(bar.close),
    volume: Number(bar.volume),
  };
}
