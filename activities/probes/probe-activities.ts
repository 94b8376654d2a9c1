import { LRUCache } from 'lru-cache';
import { integrationStates, keepProbeResults } from '../../db/queries/probes/integration-probes.ts';
import {
  byCategory,
  INTEGRATION_POINTS,
  integrationPoint,
} from '../../domain/integrations/integration-points.ts';
import { isBreach, type ProbeResult } from '../../domain/integrations/probe-result.ts';
import type { ProbeRun } from './probe.ts';
import type { ProbeDeps } from './probe-deps.ts';
import { PROBES } from './probes.ts';
import { runProbe } from './run-probe.ts';
import { createSharedPaths, createTurns, type SharedPaths } from './shared-paths.ts';

const HOUR_MS = 3_600_000;
/** Probed a little before the hour is over: a schedule is never exact. */
const DEAR_EVERY_MS = HOUR_MS - 60_000;
const RUNS_MAX = 4;

export interface PointsOfCategory {
  readonly category: string;
  readonly points: readonly string[];
}

export interface ProbePointsInput {
  readonly runId: string;
  readonly points: readonly string[];
}

/** The steps of a run over the integration points; each is safe to repeat. */
export function createProbeActivities(deps: ProbeDeps) {
  const inTurn = createTurns();
  const runs = new LRUCache<string, SharedPaths>({ max: RUNS_MAX });

  const runOf = (runId: string): Omit<ProbeRun, 'signal'> => {
    const shared = runs.get(runId) ?? createSharedPaths(inTurn);
    runs.set(runId, shared);
    return { deps, runId, shared };
  };

  return {
    /** Which points are due, by category: all, or all but those that were probed within the hour and are dear. */
    async pointsDue({ all }: { readonly all: boolean }): Promise<readonly PointsOfCategory[]> {
      const probed = all ? [] : await integrationStates(deps.db);
      const since = deps.now().getTime() - DEAR_EVERY_MS;
      const recent = new Set(
        probed.filter(({ probedAt }) => probedAt.getTime() > since).map(({ point }) => point),
      );
      const due = INTEGRATION_POINTS.filter(({ id, isDear }) => isDear !== true || !recent.has(id));
      return byCategory(due).map(({ category, items }) => ({ category, points: items.map(({ id }) => id) }));
    },

    /** Walks the paths of these points, one after the other. */
    async probePoints({ runId, points }: ProbePointsInput): Promise<readonly ProbeResult[]> {
      const results: ProbeResult[] = [];
      for (const id of points) {
        const point = integrationPoint(id);
        if (point !== undefined) results.push(await runProbe(point, PROBES[id], runOf(runId)));
      }
      return results;
    },

    /** Keeps what a run has brought, and tells the owners of what fails again and again. */
    async keepResults(results: readonly ProbeResult[]): Promise<void> {
      await keepProbeResults(
        deps.db,
        results.flatMap((result) => {
          const point = integrationPoint(result.id);
          return point === undefined ? [] : [{ ...result, breach: isBreach(point, result) }];
        }),
      );
    },
  };
}

export type ProbeActivities = ReturnType<typeof createProbeActivities>;
