import type { IntegrationPoint } from '../integration-point.ts';

const about = {
  category: 'Failure',
  needs: [],
  writes: 'nothing',
  level: { withinMs: 3_000, availability: 0.999 },
} as const;

export const failurePoints: readonly IntegrationPoint[] = [
  {
    ...about,
    id: 'failure.database',
    name: 'database lost',
    probe: 'A pool on an address where nobody listens fails within its time and says so.',
    onFailure: 'A step would hang instead of being tried again.',
    shownBy: 'tests/acceptance/supervision.test.ts',
  },
  {
    ...about,
    id: 'failure.alpaca',
    name: 'Alpaca failing',
    probe: 'The connector against a server that answers 503: an outage with its kind, not an empty account.',
    onFailure: 'A dead broker would look like a flat account.',
    shownBy: 'connectors/alpaca/broker.test.ts',
  },
  {
    ...about,
    id: 'failure.models',
    name: 'model providers gone',
    probe:
      'Both providers’ connectors against a server that answers 503: outages that lead to the next target.',
    onFailure: 'A missing answer would look like a decision.',
    shownBy: 'activities/asking/model-gateway.integration.test.ts',
  },
  {
    ...about,
    id: 'failure.timeout',
    name: 'source timing out',
    probe: 'A guarded source that never answers is cut at its time-out, and its breaker opens.',
    onFailure: 'A cycle would wait for a dead source.',
    shownBy: 'resilience/guard.test.ts',
  },
  {
    ...about,
    id: 'failure.socket',
    name: 'socket dropped',
    probe: 'A connection cut in the middle of an answer is an outage of kind network.',
    onFailure: 'Half an answer would pass for a whole one.',
    shownBy: 'connectors/http/request-text.test.ts',
  },
];
