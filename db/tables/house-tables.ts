import type { MarketDaysTable } from './calendar-tables.ts';
import type { IntegrationProbesTable, IntegrationStatesTable } from './integration-tables.ts';
import type { StrategyPerformanceTable } from './performance-tables.ts';
import type { MarketInterestsTable, MarketStreamsTable, StreamedBarsTable } from './stream-tables.ts';

/** What the jobs of the house write. */
export interface HouseTables {
  integrationProbes: IntegrationProbesTable;
  integrationStates: IntegrationStatesTable;
  marketDays: MarketDaysTable;
  marketInterests: MarketInterestsTable;
  marketStreams: MarketStreamsTable;
  strategyPerformance: StrategyPerformanceTable;
  streamedBars: StreamedBarsTable;
}
