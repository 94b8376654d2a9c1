import type { Time, TimeOrNull } from './column-types.ts';

/** A New York day by the broker's calendar; without times it has no session. */
export interface MarketDaysTable {
  date: string;
  opensAt: TimeOrNull;
  closesAt: TimeOrNull;
  readAt: Time;
}
