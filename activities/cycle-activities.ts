import { analyseActivity } from './analyse.ts';
import { closeCycleActivity } from './close-cycle.ts';
import { createCycleViews } from './cycle-views.ts';
import { decideActivity } from './decide.ts';
import type { CycleDeps } from './deps.ts';
import { fetchMarketDataActivity } from './fetch-market-data.ts';
import { fuseActivity } from './fuse.ts';
import { openCycleActivity } from './open-cycle.ts';

/** The steps of a cycle that run on the `cycle` queue. */
export function createCycleActivities(deps: CycleDeps) {
  const pure = { ...deps, cycleViews: createCycleViews(deps.evidence) };
  return {
    ...openCycleActivity(deps),
    ...fetchMarketDataActivity(deps),
    ...fuseActivity(pure),
    ...analyseActivity(pure),
    ...decideActivity(pure),
    ...closeCycleActivity(deps),
  };
}

export type CycleActivities = ReturnType<typeof createCycleActivities>;
