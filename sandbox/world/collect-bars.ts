import { addDays, dayMs, hourMs, minuteMs, newYorkDate, newYorkTime, weekday } from './new-york.ts';
import type { PriceSource } from './price-source.ts';
import { addMinute, addSession, type BarSum, finishBar, startBar } from './session-bars.ts';
import type { Bar, Session, Timeframe } from './world.ts';

/** Sessions open at 9:30, and clocks change on Sundays: New York midnight is always this long before. */
const midnightBeforeOpen = 9.5 * hourMs;

/** The first date of the day, week (from Monday) or group of months that holds `date`. */
function bucketDate(date: string, { amount, unit }: Timeframe): string {
  if (unit === 'Week') return addDays(date, -((weekday(date) + 6) % 7));
  if (unit !== 'Month') return date;
  const month = Number(date.slice(5, 7)) - 1;
  return `${date.slice(0, 4)}-${String(month - (month % amount) + 1).padStart(2, '0')}-01`;
}

/** Where each session's day, week or month begins: as many answers as sessions, asked for over and over. */
function createBucketStarts(timeframe: Timeframe): (session: Session) => number {
  if (timeframe.unit === 'Day') return (session) => session.open - midnightBeforeOpen;
  let [date, start] = ['', 0];
  return (session) => {
    const bucket = bucketDate(session.date, timeframe);
    if (bucket !== date) [date, start] = [bucket, newYorkTime(bucket, 0, 0)];
    return start;
  };
}

function keep(bars: Bar[], sum: BarSum | undefined): void {
  const bar = sum === undefined ? undefined : finishBar(sum);
  if (bar !== undefined) bars.push(bar);
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly now: number;
}

function calendarBars(source: PriceSource, symbol: number, timeframe: Timeframe, span: Span): Bar[] {
  const bars: Bar[] = [];
  const firstDate = bucketDate(newYorkDate(span.start), timeframe);
  const bucketStart = createBucketStarts(timeframe);
  let sum: BarSum | undefined;
  for (let i = source.calendar.indexAt(newYorkTime(firstDate, 0, 0)) + 1; ; i += 1) {
    const session = source.calendar.all[i];
    if (session === undefined || session.open > span.now) break;
    const t = bucketStart(session);
    if (t >= span.end) break;
    if (sum?.t !== t) {
      keep(bars, sum);
      sum = startBar(t);
    }
    addSession(sum, source, symbol, i, session, span.now);
  }
  keep(bars, sum);
  return bars;
}

function clockBars(source: PriceSource, symbol: number, size: number, span: Span): Bar[] {
  const bars: Bar[] = [];
  for (let i = Math.max(0, source.calendar.indexAt(span.start - dayMs)); ; i += 1) {
    const session = source.calendar.all[i];
    if (session === undefined || session.open > span.now || session.open - size >= span.end) break;
    if (session.close <= span.start - size) continue;
    const minutes = source.minutes(symbol, i);
    if (minutes === undefined) continue;
    const midnight = session.open - midnightBeforeOpen;
    const seed = source.seed(symbol) + i;
    let sum: BarSum | undefined;
    for (let minute = 0; minute < minutes.length; minute += 1) {
      const at = session.open + minute * minuteMs;
      if (at > span.now) break;
      const t = midnight + Math.floor((at - midnight) / size) * size;
      if (t + size <= span.start) continue;
      if (t >= span.end) break;
      if (sum?.t !== t) {
        keep(bars, sum);
        sum = startBar(t);
      }
      addMinute(sum, minutes, minute, at, seed, span.now);
    }
    keep(bars, sum);
  }
  return bars;
}

/**
 * Bars of `timeframe` that lie wholly or partly in [start, end), oldest first, as far as traded by `now`.
 * Minutes and hours count from New York midnight, weeks from Monday, months from January.
 */
export function collectBars(
  source: PriceSource,
  symbol: number,
  timeframe: Timeframe,
  start: number,
  end: number,
  now: number,
): Bar[] {
  const span = { start, end, now };
  if (timeframe.unit === 'Min') return clockBars(source, symbol, timeframe.amount * minuteMs, span);
  if (timeframe.unit === 'Hour') return clockBars(source, symbol, timeframe.amount * hourMs, span);
  return calendarBars(source, symbol, timeframe, span);
}
