import type { MarketDay } from '../calendar/market-day.ts';

/** A day on which the market opens. */
export type Session = MarketDay & { readonly session: NonNullable<MarketDay['session']> };

/** The market's days, as the broker knows them. Throws `SourceOutage` when it cannot be read. */
export interface MarketCalendar {
  /** The sessions of the New York days from `firstDate` to `lastDate`, both included, oldest first. */
  sessions(firstDate: string, lastDate: string, signal?: AbortSignal): Promise<readonly Session[]>;
}
