import type { IntegrationPoint } from '../integration-point.ts';

const about = {
  category: 'End to end',
  writes: 'an order in the sandbox',
  level: { withinMs: 60_000, availability: 0.95 },
  shownBy: 'tests/acceptance/first-run.test.ts',
  isDear: true,
} as const;

export const endToEndPoints: readonly IntegrationPoint[] = [
  {
    ...about,
    id: 'end-to-end.manual-trading',
    name: 'manual trading',
    needs: ['postgres', 'temporal', 'worker', 'api', 'alpaca-trading', 'alpaca-data'],
    probe:
      'By the API in the sandbox: log-in, a strategy, an order until it is filled, its position, trade and portfolio; then the position is closed.',
    onFailure: 'The order’s outcome settles itself; the same Idempotency-Key gives the same order.',
    shownBy: 'api/routes/trading/orders.integration.test.ts',
  },
  {
    ...about,
    id: 'end-to-end.cycle',
    name: 'autonomous cycle',
    needs: ['postgres', 'temporal', 'worker', 'alpaca-trading', 'alpaca-data'],
    probe:
      'A cycle of the probe’s strategy in the sandbox from fetch to reconcile: orders filled, no drift. Outside a session its refusal is what is expected.',
    onFailure: 'It goes on where it was; the ledger equals the broker.',
    shownBy: 'tests/acceptance/crash.test.ts',
  },
  {
    ...about,
    id: 'end-to-end.data-pipeline',
    name: 'whole data pipeline',
    needs: ['postgres', 'temporal', 'worker', 'alpaca-trading', 'alpaca-data'],
    probe: 'The same cycle’s evidence is whole: each source’s answer, the views, the features.',
    onFailure: 'What is missing is named with its reason in the cycle.',
  },
];
