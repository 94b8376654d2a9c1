import type { AlertingDeps } from '../alerting/alerting-deps.ts';
import { evaluateAlertsActivity } from '../alerting/evaluate-alerts.ts';
import { composeQuestionActivity } from '../deliberating/compose-question.ts';
import { concludeDecisionActivity } from '../deliberating/conclude-decision.ts';
import { draftCriticismActivity } from '../deliberating/draft-criticism.ts';
import { openDeliberationActivity } from '../deliberating/open-deliberation.ts';
import type { CycleDeps } from '../deps.ts';
import { eventRetentionActivity } from '../jobs/event-retention.ts';
import { type EvidenceRetention, evidenceRetentionActivity } from '../jobs/evidence-retention.ts';
import { type CalendarDeps, refreshMarketCalendarActivity } from '../jobs/refresh-market-calendar.ts';
import { reportPerformanceActivity } from '../jobs/report-performance.ts';
import { sessionCleanupActivity } from '../jobs/session-cleanup.ts';
import { fetchMarketDataActivity } from '../market/fetch-market-data.ts';
import { analyseActivity } from './analyse.ts';
import { closeCycleActivity } from './close-cycle.ts';
import { createCycleViews } from './cycle-views.ts';
import { decideActivity } from './decide.ts';
import { fuseActivity } from './fuse.ts';
import { openCycleActivity } from './open-cycle.ts';
import { openLookActivity } from './open-look.ts';

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
