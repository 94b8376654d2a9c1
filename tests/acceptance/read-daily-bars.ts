import { newYorkDate } from '../../domain/calendar/new-york-day.ts';
import { type DecimalString, decimal, toDecimalString } from '../../domain/money.ts';

/** A day as a file of bars within its session has it. */
export interface DayInFile {
  readonly open: DecimalString;
  readonly high: DecimalString;
  readonly low: DecimalString;
  readonly close: DecimalString;
  readonly volume: DecimalString;
}

/** Puts the rows `t,o,h,l,c,v` of a file together, by New York day: first, highest, lowest, last, and the sum. */
export function readDailyBars(csv: string): ReadonlyMap<string, DayInFile> {
  const days = new Map<string, DayInFile>();
  for (const line of csv.trim().split('\n').slice(1)) {
    const [t = '', ...texts] = line.trim().split(',');
    const [open = '', high = '', low = '', close = '', volume = ''] = texts.map((text) =>
      toDecimalString(decimal(text)),
    );
    const date = newYorkDate(t);
    const day = days.get(date);
    const more = (one: DecimalString, other: DecimalString) =>
      decimal(one).gt(decimal(other)) ? one : other;
    const less = (one: DecimalString, other: DecimalString) =>
      decimal(one).lt(decimal(other)) ? one : other;
    days.set(
      date,
      day === undefined
        ? { open, high, low, close, volume }
        : {
            open: day.open,
            high: more(day.high, high),
            low: less(day.low, low),
            close,
            volume: toDecimalString(decimal(day.volume).plus(decimal(volume))),
          },
    );
  }
  return days;
}
