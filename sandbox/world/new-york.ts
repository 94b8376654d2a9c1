/** New York wall-clock arithmetic over epoch milliseconds; the offsets come from the runtime's zone data. */

export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

const offsetFormat = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/New_York',
  timeZoneName: 'longOffset',
});

function readOffset(at: number): number {
  const name = offsetFormat.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const match = /^GMT([+-])(\d{2}):(\d{2})$/.exec(name);
  if (match === null) throw new Error(`unreadable New York offset "${name}"`);
  const size = Number(match[2]) * hourMs + Number(match[3]) * minuteMs;
  return match[1] === '-' ? -size : size;
}

/** The moment in (low, high] at which the offset changes, to the minute. */
function findChange(low: number, high: number): number {
  const before = readOffset(low);
  let [from, to] = [low, high];
  while (to - from > minuteMs) {
    const middle = Math.floor((from + to) / 2 / minuteMs) * minuteMs;
    if (readOffset(middle) === before) from = middle;
    else to = middle;
  }
  return to;
}

interface YearOffsets {
  readonly winter: number;
  readonly summer: number;
  readonly spring: number;
  readonly autumn: number;
}

const years = new Map<number, YearOffsets>();

function offsetsOf(year: number): YearOffsets {
  const known = years.get(year);
  if (known !== undefined) return known;
  const [start, middle, end] = [Date.UTC(year, 0, 2), Date.UTC(year, 6, 1), Date.UTC(year, 11, 31)];
  const offsets = {
    winter: readOffset(start),
    summer: readOffset(middle),
    spring: findChange(start, middle),
    autumn: findChange(middle, end),
  };
  years.set(year, offsets);
  return offsets;
}

/** Milliseconds to add to UTC to read New York's wall clock at `at`. */
export function newYorkOffset(at: number): number {
  const { winter, summer, spring, autumn } = offsetsOf(new Date(at).getUTCFullYear());
  return at >= spring && at < autumn ? summer : winter;
}

/** YYYY-MM-DD in New York. */
export function newYorkDate(at: number): string {
  return new Date(at + newYorkOffset(at)).toISOString().slice(0, 10);
}

/** Minutes since New York midnight, 0..1439, by the wall clock. */
export function newYorkMinuteOfDay(at: number): number {
  const local = at + newYorkOffset(at);
  return Math.floor((((local % dayMs) + dayMs) % dayMs) / minuteMs);
}

/** Epoch ms of a New York wall-clock time on `date` (YYYY-MM-DD). */
export function newYorkTime(date: string, hour: number, minute: number): number {
  const local = Date.parse(`${date}T00:00:00Z`) + hour * hourMs + minute * minuteMs;
  const guess = local - newYorkOffset(local);
  return local - newYorkOffset(guess);
}

/** `date` moved by whole days. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** 0 is Sunday. */
export function weekday(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}
