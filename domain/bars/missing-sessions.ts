/** Consecutive sessions, both included, of which these symbols have no bar at all. */
export interface MissingRun {
  readonly symbols: readonly string[];
  readonly firstDate: string;
  readonly lastDate: string;
}

/**
 * Sessions without any bar of a symbol, between its first day with one and the last session: runs of days, oldest
 * first, and symbols with the same run together. What lies before a symbol's first bar is not missing: it may not have
 * been listed. `daysWithBars` and `sessions` are New York days in order.
 */
export function missingSessions(
  daysWithBars: ReadonlyMap<string, readonly string[]>,
  sessions: readonly string[],
): readonly MissingRun[] {
  const runs = new Map<string, { symbols: string[]; firstDate: string; lastDate: string }>();
  for (const [symbol, days] of daysWithBars) {
    for (const { firstDate, lastDate } of runsOf(days, sessions)) {
      const key = `${firstDate} ${lastDate}`;
      const known = runs.get(key);
      if (known === undefined) runs.set(key, { symbols: [symbol], firstDate, lastDate });
      else known.symbols.push(symbol);
    }
  }
  return [...runs.values()].sort((one, other) => (one.firstDate < other.firstDate ? -1 : 1));
}

function runsOf(
  days: readonly string[],
  sessions: readonly string[],
): readonly { readonly firstDate: string; readonly lastDate: string }[] {
  const known = new Set(days);
  const [first] = days;
  const runs: { firstDate: string; lastDate: string }[] = [];
  let run: { firstDate: string; lastDate: string } | undefined;
  for (const date of sessions) {
    if (first === undefined || date < first || known.has(date)) {
      run = undefined;
      continue;
    }
    if (run === undefined) runs.push((run = { firstDate: date, lastDate: date }));
    else run.lastDate = date;
  }
  return runs;
}
