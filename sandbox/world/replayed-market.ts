import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { assetId, assetSeed } from './asset-id.ts';
import { readBarCsv } from './bar-csv.ts';
import { createBoundedCache } from './bounded-cache.ts';
import { createNyseCalendar, createSessionCalendar, type IndexedCalendar } from './calendar.ts';
import { findCompany } from './companies.ts';
import { createMarketFromSource } from './market-from-source.ts';
import { hourMs, minuteMs } from './new-york.ts';
import { createMinutes, type Minutes, type PriceSource, unitsPerCent } from './price-source.ts';
import { fillReplayedMinutes, type SessionBar } from './replayed-minutes.ts';
import { barsOfSession, type DatedBars, dateBars, sessionsOfBars } from './replayed-sessions.ts';
import { sessionTotals } from './session-bars.ts';
import type { Asset, Market } from './world.ts';

export { BrokenCsvError } from './bar-csv.ts';

/** The folder holds no bars for what was asked. */
export class NoBarsError extends Error {
  override readonly name = 'NoBarsError';
}

const heldSessions = 1500;
const startAfterOpen = hourMs;
const warmUpBars = 250;

function assetOf(symbol: string): Asset {
  const company = findCompany(symbol);
  return {
    id: assetId(0, symbol),
    symbol,
    name: company?.name ?? symbol,
    exchange: company?.exchange ?? 'NASDAQ',
    fractionable: true,
    tradable: true,
    shortable: true,
  };
}

/** One symbol's bars by session number, and the last price known at the end of each session. */
interface Replay {
  readonly bars: readonly (readonly SessionBar[])[];
  readonly lastCloses: readonly (number | undefined)[];
}

function replayOf(file: DatedBars, calendar: IndexedCalendar): Replay {
  const bars = calendar.all.map((session) => barsOfSession(file, session));
  let last: number | undefined;
  const lastCloses = bars.map((ofSession) => {
    last = ofSession.at(-1)?.close ?? last;
    return last;
  });
  return { bars, lastCloses };
}

function createReplaySource(
  symbols: readonly string[],
  replays: readonly Replay[],
  calendar: IndexedCalendar,
): PriceSource {
  const held = createBoundedCache<number, Minutes | undefined>(heldSessions);
  const seeds = symbols.map((symbol) => assetSeed(assetId(0, symbol)));
  const minutesOf = (symbol: number, session: number): Minutes | undefined =>
    held.get(symbol * 100_000 + session, () => {
      const [replay, times] = [replays[symbol], calendar.all[session]];
      const bars = replay?.bars[session] ?? [];
      if (replay === undefined || times === undefined || bars.length === 0) return undefined;
      const minutes = createMinutes((times.close - times.open) / minuteMs);
      fillReplayedMinutes(minutes, bars, replay.lastCloses[session - 1], seeds[symbol] ?? 0);
      return minutes;
    });
  return {
    calendar,
    assets: symbols.map(assetOf),
    day: (symbol, session) => {
      const bars = replays[symbol]?.bars[session] ?? [];
      const [first, last, minutes] = [bars[0], bars.at(-1), minutesOf(symbol, session)];
      if (first === undefined || last === undefined || minutes === undefined) return undefined;
      return {
        open: first.open,
        high: Math.max(...bars.map((bar) => bar.high)),
        low: Math.min(...bars.map((bar) => bar.low)),
        close: last.close,
        volume: bars.reduce((sum, bar) => sum + bar.volume, 0),
        ...sessionTotals(minutes),
      };
    },
    minutes: minutesOf,
    lastClose: (symbol, session) => replays[symbol]?.lastCloses[session],
    seed: (symbol) => seeds[symbol] ?? 0,
    spread: (_symbol, price) => Math.max(1, Math.round(price / 20_000 / unitsPerCent)) * unitsPerCent,
    isHalted: () => false,
  };
}

/** The first session before which every symbol has enough daily bars; with fewer sessions, the last one. */
function firstWarmSession(replays: readonly Replay[], sessions: number): number {
  const counts = replays.map(() => 0);
  for (let session = 0; session < sessions; session += 1) {
    if (counts.every((count) => count >= warmUpBars)) return session;
    for (const [place, replay] of replays.entries()) {
      if ((replay.bars[session]?.length ?? 0) > 0) counts[place] = (counts[place] ?? 0) + 1;
    }
  }
  return sessions - 1;
}

function symbolsIn(dir: string): readonly string[] {
  return readdirSync(dir)
    .filter((name) => name.endsWith('.csv'))
    .map((name) => name.slice(0, -'.csv'.length))
    .sort();
}

/**
 * A market of the real bars in `dir` (`SYMBOL.csv`, columns t,o,h,l,c,v), of all its files or of `symbols`.
 * Throws `BrokenCsvError` for a line that cannot be right, `NoBarsError` for a symbol without a file.
 */
export function loadReplayedMarket(dir: string, options: { symbols?: readonly string[] } = {}): Market {
  const present = symbolsIn(dir);
  const symbols = options.symbols ?? present;
  if (symbols.length === 0) throw new NoBarsError(`${dir} holds no SYMBOL.csv`);
  const missing = symbols.filter((symbol) => !present.includes(symbol));
  if (missing.length > 0) throw new NoBarsError(`${dir} has no ${missing.join('.csv, ')}.csv`);
  const files = symbols.map((symbol) => dateBars(readBarCsv(join(dir, `${symbol}.csv`))));
  const nyse = createNyseCalendar();
  const calendar = createSessionCalendar(sessionsOfBars(files), (at) => nyse.nextSession(at));
  const replays = files.map((file) => replayOf(file, calendar));
  const start = calendar.all[firstWarmSession(replays, calendar.all.length)];
  if (start === undefined) throw new NoBarsError(`${dir} has no bar within a regular session`);
  const source = createReplaySource(symbols, replays, calendar);
  return createMarketFromSource(source, () => start.open + startAfterOpen);
}
