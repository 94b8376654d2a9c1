import type { IntegrationPoint } from '../integration-point.ts';

const about = {
  category: 'Real time',
  writes: 'own rows',
  level: { withinMs: 5_000, availability: 0.99 },
  shownBy: 'connectors/nats/event-bus.integration.test.ts',
} as const;

const market = {
  needs: ['postgres', 'temporal', 'nats', 'worker', 'api', 'market-stream'],
  isDear: true,
  level: { withinMs: 15_000, availability: 0.95 },
  shownBy: 'api/routes/alerts/events.integration.test.ts',
} as const;

export const realTimePoints: readonly IntegrationPoint[] = [
  {
    ...about,
    id: 'real-time.sse',
    name: 'SSE',
    needs: ['postgres', 'nats', 'worker', 'api'],
    probe: 'An event of the probe’s user reaches a reader of GET /v1/events.',
    onFailure: 'Readers resume without a gap from their last event.',
    shownBy: 'api/routes/alerts/events.integration.test.ts',
  },
  {
    ...about,
    id: 'real-time.aggregation',
    name: 'stream aggregation',
    ...market,
    probe: 'A reader of GET /v1/events is sent the quotes of a symbol as they change, at most five a second.',
    onFailure: 'The newest quotes are read over REST.',
  },
  {
    ...about,
    id: 'real-time.trade-subscriptions',
    name: 'trade subscriptions',
    ...market,
    probe: 'For a reader’s symbol the market stream is subscribed to, is said to be live, and brings trades.',
    onFailure: 'The gap is filled over REST.',
  },
  {
    ...about,
    id: 'real-time.event-bus',
    name: 'event bus',
    needs: ['postgres', 'nats', 'worker'],
    probe: 'An event of the probe’s user is written to the outbox, and arrives on NATS.',
    onFailure: 'Events wait in the outbox; nothing is lost and nothing else waits.',
  },
];
