/** The market's days, as the broker knows them. Throws `SourceOutage` when it cannot be read. */
export interface MarketCalendar {
  /** The New York days from `firstDate` to `lastDate`, both included, on which the market opens, oldest first. */
  sessionDates(firstDate: string, lastDate: string, signal?: AbortSignal): Promise<readonly string[]>;
}
