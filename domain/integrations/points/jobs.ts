import type { IntegrationPoint } from '../integration-point.ts';

const about = {
  category: 'Jobs',
  writes: 'own rows',
  level: { withinMs: 15_000, availability: 0.99 },
} as const;

export const jobPoints: readonly IntegrationPoint[] = [
  {
    ...about,
    id: 'jobs.reconciliation',
    name: 'position reconciliation',
    needs: ['postgres', 'temporal', 'worker', 'alpaca-trading'],
    probe: 'Runs the workflow reconciliation for the probe’s account in the sandbox: no drift.',
    onFailure: 'Books are compared later; until the first time entries are refused.',
    shownBy: 'workflows/reconciliation.integration.test.ts',
    isDear: true,
  },
  {
    ...about,
    id: 'jobs.orchestration',
    name: 'autonomous orchestration',
    needs: ['postgres', 'temporal', 'worker', 'alpaca-trading'],
    probe: 'The workflow autonomousCycle of the probe’s strategy in the sandbox opens its books and ends.',
    level: { withinMs: 60_000, availability: 0.99 },
    onFailure: 'The cycle goes on where it was once the part is back.',
    shownBy: 'tests/acceptance/crash.test.ts',
    isDear: true,
  },
  {
    ...about,
    id: 'jobs.work-queue',
    name: 'work queue (task queues)',
    needs: ['temporal', 'worker'],
    probe: 'A step on each of the queues cycle, orders, research and streams is taken and answered.',
    writes: 'nothing',
    level: { withinMs: 3_000, availability: 0.999 },
    onFailure: 'Work waits in Temporal until a worker takes it.',
    shownBy: 'tests/acceptance/supervision.test.ts',
  },
  {
    ...about,
    id: 'jobs.session-cleanup',
    name: 'session cleanup',
    needs: ['postgres', 'temporal', 'worker'],
    probe: 'The workflow sessionCleanup removes a session of the probe’s user that is over.',
    onFailure: 'Sessions past their time let nobody in, whether they are removed or not.',
    shownBy: 'db/queries/identity/remove-expired.integration.test.ts',
    isDear: true,
  },
  {
    ...about,
    id: 'jobs.alert-evaluation',
    name: 'alert evaluation',
    needs: ['postgres', 'temporal', 'worker'],
    probe: 'Runs the workflow evaluateAlerts for the probe’s user.',
    onFailure: 'Alerts come late; nothing that they tell of is lost.',
    shownBy: 'activities/alerting/alerting.integration.test.ts',
  },
];
