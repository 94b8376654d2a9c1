import type { AlertingDeps } from './alerting/alerting-deps.ts';
import { evaluateAlertsActivity } from './alerting/evaluate-alerts.ts';
import { analyseActivity } from './analyse.ts';
import { closeCycleActivity } from './close-cycle.ts';
import { createCycleViews } from './cycle-views.ts';
import { decideActivity } from './decide.ts';
import { composeQuestionActivity } from './deliberating/compose-question.ts';
import { concludeDecisionActivity } from './deliberating/conclude-decision.ts';
import { draftCriticismActivity } from './deliberating/draft-criticism.ts';
import { openDeliberationActivity } from './deliberating/open-deliberation.ts';
import type { CycleDeps } from './deps.ts';
import { eventRetentionActivity } from './event-retention.ts';
import { type EvidenceRetention, evidenceRetentionActivity } from './evidence-retention.ts';
import { fetchMarketDataActivity } from './fetch-market-data.ts';
import { fuseActivity } from './fuse.ts';
import { openCycleActivity } from './open-cycle.ts';
import { openLookActivity } from './open-look.ts';
import { type CalendarDeps, refreshMarketCalendarActivity } from './refresh-market-calendar.ts';
import { reportPerformanceActivity } from './report-performance.ts';
import { sessionCleanupActivity } from './session-cleanup.ts';

/** The steps that run on the `cycle` queue: those of a cycle or a look, alerts, the calendar, and the end of what is old. */
export function createCycleActivities(
  deps: CycleDeps &
    AlertingDeps &
    CalendarDeps & { readonly retention: EvidenceRetention; readonly eventDays: number },
) {
  const pure = { ...deps, cycleViews: createCycleViews(deps.evidence, deps.countCopies) };
  return {
    ...openCycleActivity(deps),
    ...openLookActivity(deps),
    ...fetchMarketDataActivity(deps),
    ...fuseActivity(pure),
    ...analyseActivity(pure),
    ...decideActivity(pure),
    ...openDeliberationActivity(pure),
    ...composeQuestionActivity(deps),
    ...draftCriticismActivity(pure),
    ...concludeDecisionActivity(pure),
    ...closeCycleActivity(deps),
    ...evidenceRetentionActivity(deps),
    ...eventRetentionActivity(deps),
    ...sessionCleanupActivity(deps),
    ...refreshMarketCalendarActivity(deps),
    ...reportPerformanceActivity(deps),
    ...evaluateAlertsActivity(deps),
  };
}

export type CycleActivities = ReturnType<typeof createCycleActivities>;
