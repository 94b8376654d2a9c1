import type { Performance } from '../../domain/performance/performance.ts';
import type { Json, Time } from './column-types.ts';

/** How a strategy did up to a day, as the report of that night found it. */
export interface StrategyPerformanceTable {
  strategyId: string;
  userId: string;
  /** New York day, the last one counted. */
  lastDate: string;
  figures: Json<Performance>;
  computedAt: Time;
}
