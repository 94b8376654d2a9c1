import type { Split } from './splits.ts';

/**
 * The simulated world that every protocol of the sandbox reads: one clock, one market.
 * Prices are a pure function of (seed, symbol, simulated time) or of the replayed bars, so a restart needs
 * only the seed, the clock and the pinned quotes to show the same world again.
 * All times here are simulated time in milliseconds since the epoch, unless the name says otherwise.
 */

/** Simulated time. `speed` is simulated seconds per real second; 0 is frozen; 1 without offset is real time. */
export interface Clock {
  now(): number;
  speed(): number;
}

export interface Asset {
  readonly id: string;
  readonly symbol: string;
  readonly name: string;
  readonly exchange: string;
  readonly fractionable: boolean;
  readonly tradable: boolean;
  readonly shortable: boolean;
}

/** Prices in dollars with at most 2 decimals (4 below one dollar); sizes in shares. `at` is the quote's own time. */
export interface Book {
  readonly bid: number;
  readonly ask: number;
  readonly last: number;
  readonly bidSize: number;
  readonly askSize: number;
  readonly at: number;
  /** Pinned by a control: sizes then limit what can fill. */
  readonly pinned: boolean;
  /** True while the symbol is in a trading halt. */
  readonly halted: boolean;
}

export interface Bar {
  /** Start of the bar. */
  readonly t: number;
  readonly o: number;
  readonly h: number;
  readonly l: number;
  readonly c: number;
  readonly v: number;
  readonly n: number;
  readonly vw: number;
}

/** One trading session of the exchange; New York dates; times are epoch ms. */
export interface Session {
  /** YYYY-MM-DD in New York. */
  readonly date: string;
  readonly open: number;
  readonly close: number;
}

export interface Trade {
  readonly t: number;
  readonly price: number;
  readonly size: number;
  readonly id: number;
}

export interface Calendar {
  /** Sessions whose New York date lies in [from, to], YYYY-MM-DD. */
  sessions(from: string, to: string): readonly Session[];
  /** The session that contains `at` (open <= at < close), else undefined. */
  sessionAt(at: number): Session | undefined;
  /** The first session that opens after `at`. */
  nextSession(at: number): Session;
}

export type TimeframeUnit = 'Min' | 'Hour' | 'Day' | 'Week' | 'Month';
export interface Timeframe {
  readonly amount: number;
  readonly unit: TimeframeUnit;
}

export interface QuotePin {
  readonly bid: number;
  readonly ask: number;
  readonly last: number;
  readonly bidSize: number | undefined;
  readonly askSize: number | undefined;
  readonly pinnedAt: number;
}

export interface Market {
  readonly calendar: Calendar;
  splits(): readonly Split[];
  assets(): readonly Asset[];
  asset(symbolOrId: string): Asset | undefined;
  /** The book as it stands at `at`, a pin winning over the generated one; undefined for an unknown symbol. */
  book(symbol: string, at: number): Book | undefined;
  /** Bars that lie wholly or partly in [start, end) and have started by `now`; the last one may be unfinished. */
  bars(symbol: string, timeframe: Timeframe, start: number, end: number, now: number): readonly Bar[];
  /** Trades in [start, end), oldest first, at most `limit`. */
  trades(symbol: string, start: number, end: number, limit: number): readonly Trade[];
  /** Quotes in [start, end), oldest first, at most `limit`. */
  quotes(symbol: string, start: number, end: number, limit: number): readonly Book[];
  /** Pins a book; also counts as a trade at `last`. */
  pin(symbol: string, pin: QuotePin): void;
  unpin(symbol: string): void;
  pins(): ReadonlyMap<string, QuotePin>;
  /** A moment inside an open session with at least 250 earlier daily bars and as many later ones as there are. */
  openingMoment(wallClock: number): number;
}
