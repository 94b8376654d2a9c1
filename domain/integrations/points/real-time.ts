import type { IntegrationPoint } from '../integration-point.ts';

const about = {
  category: 'Real time',
  writes: 'own rows',
  level: { withinMs: 5_000, availability: 0.99 },
  shownBy: 'connectors/nats/event-bus.integration.test.ts',
} as const;

export const realTimePoints: readonly IntegrationPoint[] = [
  {
    ...about,
    id: 'real-time.sse',
    name: 'SSE',
    needs: ['postgres', 'nats', 'worker', 'api'],
    probe: 'An event of the probe’s user reaches a reader of GET /v1/events.',
    onFailure: 'Readers resume without a gap from their last event.',
    shownBy: 'api/routes/events.integration.test.ts',
  },
  {
    ...about,
    id: 'real-time.aggregation',
    name: 'stream aggregation',
    needs: ['market-stream'],
    probe: 'Quotes of a symbol arrive at most five times a second.',
    onFailure: 'The newest quotes are read over REST.',
    notBuilt: 'no process follows the market stream in this version',
  },
  {
    ...about,
    id: 'real-time.trade-subscriptions',
    name: 'trade subscriptions',
    needs: ['market-stream'],
    probe: 'A subscription to a symbol’s trades is confirmed.',
    onFailure: 'The gap is filled over REST.',
    notBuilt: 'no process follows the market stream in this version',
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
