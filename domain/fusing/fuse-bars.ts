import { nextNewYorkMidnight } from '../calendar/new-york-day.ts';
import type { Conflict, Part, Reading } from '../fusion.ts';
import type { Bar } from '../market.ts';
import { isDecimalString } from '../money.ts';
import { entryOf, gap, knownPart, passOn } from './known-part.ts';

export interface FusedBars {
  readonly part: Part<readonly Bar[]>;
  readonly conflicts: readonly Conflict[];
}

/**
 * The symbol's daily bars whose New York day had ended, oldest first, one a day. `todayMs` is the instant at which the
 * day of `asOfMs` began: a bar that starts there or later is unfinished. A bar that contradicts itself is left out and
 * reported; of two bars for one day the later in the answer stays, and that is reported too.
 */
export function fuseBars(
  reading: Reading<Readonly<Record<string, readonly Bar[]>>>,
  symbol: string,
  asOfMs: number,
  todayMs: number,
): FusedBars {
  if (reading.status === 'missing') return { part: passOn(reading), conflicts: [] };
  const all = entryOf(reading.value, symbol);
  if (all === undefined || all.length === 0) {
    return {
      part: gap(reading.source, 'SYMBOL_NOT_IN_SOURCE', `The source has no daily bars of ${symbol}.`),
      conflicts: [],
    };
  }
  const conflicts: Conflict[] = [];
  const byStart = new Map<number, Bar>();
  for (const bar of all) {
    const start = Date.parse(bar.start);
    if (!(start < todayMs)) continue;
    const fault = faultOf(bar);
    if (fault !== undefined) conflicts.push(contradiction(`The daily bar of ${bar.start} ${fault}.`));
    else {
      if (byStart.has(start)) conflicts.push(repetition(bar.start));
      byStart.set(start, bar);
    }
  }
  const starts = [...byStart.keys()].sort((one, other) => one - other);
  const last = starts.at(-1);
  if (last === undefined) {
    return {
      part: gap(reading.source, 'NOT_YET_KNOWN', `No daily bar of ${symbol} was complete.`),
      conflicts,
    };
  }
  const bars = starts.flatMap((start) => byStart.get(start) ?? []);
  return { part: knownPart('dailyBars', reading, bars, nextNewYorkMidnight(last), asOfMs), conflicts };
}

function contradiction(message: string): Conflict {
  const resolution = { kept: 'dailyBars', rule: 'A bar that contradicts itself is left out.' } as const;
  return { code: 'BAR_CONTRADICTS_ITSELF', parts: ['dailyBars'], message, resolution };
}

function repetition(start: string): Conflict {
  const resolution = {
    kept: 'dailyBars',
    rule: 'Of two bars for one day the later in the answer stays.',
  } as const;
  const message = `There are two daily bars of ${start}.`;
  return { code: 'TWO_BARS_OF_ONE_DAY', parts: ['dailyBars'], message, resolution };
}

/** Compares as plain numbers: of two decimals the larger one never becomes the smaller number. */
function faultOf({ open, high, low, close, volume }: Bar): string | undefined {
  const texts = [open, high, low, close];
  if (!texts.every(isDecimalString) || !isDecimalString(volume)) return 'holds a value that is not a number';
  const prices = texts.map(Number);
  if (prices.some((price) => price <= 0)) return 'holds a price that is not positive';
  const [top, bottom] = [Number(high), Number(low)];
  if (prices.some((price) => price > top || price < bottom)) {
    return 'holds a price outside its range of high and low';
  }
  return undefined;
}
