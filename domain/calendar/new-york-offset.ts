/** The exchange's wall clock. */
const NEW_YORK = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/New_York',
  hourCycle: 'h23',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
});

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The clocks are never changed twice within four weeks. */
const WEEKS_MS = 28 * DAY_MS;
/** Of a decade some hundred; the hours are those of weeks with a change. */
const KEPT_MAX = 10_000;
const weeks = new Map<number, number | 'changed'>();
const hours = new Map<number, number>();

/**
 * How far New York's clocks are ahead of UTC at `ms` since 1970: minus four or minus five hours, in milliseconds. Asking
 * what they show costs more than all else that is done with a time stamp, and is done once for four weeks; for each hour,
 * because they are changed at whole ones, where both ends of the weeks differ.
 * @throws RangeError for what is no moment.
 */
export function newYorkOffset(ms: number): number {
  const ofWeeks = kept(weeks, Math.floor(ms / WEEKS_MS), (four) => {
    const offset = askedOffset(four * WEEKS_MS);
    return offset === askedOffset((four + 1) * WEEKS_MS) ? offset : 'changed';
  });
  if (ofWeeks !== 'changed') return ofWeeks;
  return kept(hours, Math.floor(ms / HOUR_MS), (hour) => askedOffset(hour * HOUR_MS));
}

function kept<Value extends number | 'changed'>(
  map: Map<number, Value>,
  key: number,
  make: (key: number) => Value,
): Value {
  const there = map.get(key);
  if (there !== undefined) return there;
  const made = make(key);
  if (map.size >= KEPT_MAX) map.clear();
  map.set(key, made);
  return made;
}

function askedOffset(ms: number): number {
  const ahead = remainder(shownSinceMidnight(ms) - ms, DAY_MS);
  return ahead > DAY_MS / 2 ? ahead - DAY_MS : ahead;
}

function shownSinceMidnight(ms: number): number {
  const shown = new Map(NEW_YORK.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const of = (part: Intl.DateTimeFormatPartTypes) => shown.get(part) ?? Number.NaN;
  return of('hour') * HOUR_MS + of('minute') * 60_000 + of('second') * 1_000;
}

/** Never negative. */
function remainder(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
