import type { IntegrationPoint } from '../integration-point.ts';

const about = {
  category: 'Between parts',
  writes: 'own rows',
  level: { withinMs: 60_000, availability: 0.95 },
  shownBy: 'tests/acceptance/first-run.test.ts',
} as const;

export const betweenPartsPoints: readonly IntegrationPoint[] = [
  {
    ...about,
    id: 'between.fusion-connectors',
    name: 'fusion to connectors',
    needs: [
      'postgres',
      'temporal',
      'worker',
      'alpaca-trading',
      'alpaca-data',
      'edgar',
      'frankfurter',
      'finra',
    ],
    probe: 'The same look: every part of the view is given by its source, none is missing.',
    level: { withinMs: 20_000, availability: 0.95 },
    onFailure: 'The part is missing with its reason, never invented.',
    shownBy: 'tests/acceptance/dead-sources.test.ts',
    isDear: true,
  },
  {
    ...about,
    id: 'between.trading-alpaca',
    name: 'trading to Alpaca',
    needs: ['postgres', 'temporal', 'worker', 'alpaca-trading', 'alpaca-data'],
    probe:
      'In the sandbox the workflow order places a limit order far from the market and cancels it; outside a session its refusal is what is expected. On paper and live nothing is sent.',
    writes: 'an order in the sandbox',
    level: { withinMs: 20_000, availability: 0.99 },
    onFailure: 'An order whose outcome is open keeps its reservation and is looked up; none is sent twice.',
    shownBy: 'workflows/order.integration.test.ts',
    isDear: true,
  },
  {
    ...about,
    id: 'between.orchestration-decision',
    name: 'orchestration to decision',
    needs: ['postgres', 'temporal', 'worker', 'alpaca-trading'],
    probe: 'The probe’s cycle has a decision: each symbol has a proposal or an abstention with a code.',
    onFailure: 'The cycle waits at this step.',
    isDear: true,
  },
  {
    ...about,
    id: 'between.decision-fusion',
    name: 'decision to fusion',
    needs: ['postgres', 'temporal', 'worker', 'alpaca-trading'],
    probe: 'The probe’s cycle holds the fused views and features that its decision was made of.',
    onFailure: 'No decision without its evidence.',
    isDear: true,
  },
  {
    ...about,
    id: 'between.pool',
    name: 'pool statistics',
    needs: ['postgres'],
    probe: 'The pool tells its size, its idle connections and who waits.',
    writes: 'nothing',
    level: { withinMs: 500, availability: 0.999 },
    onFailure: 'A pool that is used up is found by time-outs alone.',
    shownBy: 'db/database-watch.integration.test.ts',
  },
];
