const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * Age in milliseconds, counted from when a datum could be known to `asOf`, above which that part of a view is stale.
 * Each is the source's own rhythm with its longest ordinary pause.
 */
export const STALE_AFTER_MS = {
  quote: MINUTE_MS,
  lastTrade: 15 * MINUTE_MS,
  /** A Thursday's bar is the newest until the Monday after Good Friday has closed. */
  dailyBars: 4 * DAY_MS,
  news: 7 * DAY_MS,
  /** A quarterly report every three months, with the weeks it may come late. */
  filings: 120 * DAY_MS,
  /** Twice a month, with the days that FINRA takes to publish. */
  shortInterest: 25 * DAY_MS,
  /** Every working day; the longest pause is Easter. */
  fxExposure: 5 * DAY_MS,
  /** The day before, until the evening; the longest pause is a weekend with holidays. */
  shortVolume: 5 * DAY_MS,
  /** As the filings that they come from. */
  fundamentals: 120 * DAY_MS,
} as const;

/** A part that a source gives; what is made of others is as old as they are. */
export type SourcePart = keyof typeof STALE_AFTER_MS;
