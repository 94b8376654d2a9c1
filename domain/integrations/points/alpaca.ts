import type { IntegrationPoint } from '../integration-point.ts';

const about = {
  category: 'Alpaca',
  needs: ['alpaca-trading'],
  writes: 'nothing',
  level: { withinMs: 2_000, availability: 0.99 },
} as const;

export const alpacaPoints: readonly IntegrationPoint[] = [
  {
    ...about,
    id: 'alpaca.account',
    name: 'account',
    probe: 'Reads the account through the official SDK.',
    onFailure: 'Entries are refused: no approval without a fresh account.',
    shownBy: 'connectors/alpaca/broker.integration.test.ts',
  },
  {
    ...about,
    id: 'alpaca.positions',
    name: 'position sync',
    needs: ['alpaca-trading', 'postgres'],
    probe: 'The broker’s positions of each account that this process has keys for, against the ledger’s.',
    onFailure: 'A broker that cannot be read is an outage, never a flat account; drift stops entries.',
    shownBy: 'workflows/reconciliation.integration.test.ts',
  },
  {
    ...about,
    id: 'alpaca.order-status',
    name: 'order status',
    probe: 'Looks an order up by its client order id, and one that does not exist.',
    onFailure: 'An order’s outcome stays unknown with its reservation, and is asked for on.',
    shownBy: 'workflows/order.integration.test.ts',
  },
  {
    ...about,
    id: 'alpaca.order-validation',
    name: 'order validation',
    probe:
      'The sandbox refuses an order for a symbol that does not exist; on paper and live the asset is looked up instead and nothing is sent.',
    onFailure: 'An order that nobody has judged is not sent.',
    shownBy: 'connectors/alpaca/submit-order.test.ts',
  },
  {
    ...about,
    id: 'alpaca.stream-start',
    name: 'stream start',
    needs: ['trade-updates'],
    probe: 'Opens the stream of trade updates until it is authorised and listening, then closes it.',
    onFailure: 'Polling takes over; the stream is made again without end.',
    shownBy: 'connectors/alpaca/follow-trade-updates.test.ts',
  },
  {
    ...about,
    id: 'alpaca.errors',
    name: 'error handling and retry',
    probe:
      'In the sandbox a refused key is an outage of kind unauthorized that is not asked again; elsewhere an unknown order is absent, not an error.',
    onFailure: 'An answer that cannot be told apart counts as unknown, and is looked up.',
    shownBy: 'connectors/alpaca/broker.test.ts',
  },
  {
    ...about,
    id: 'alpaca.market-data',
    name: 'bars and quotes',
    needs: ['alpaca-data'],
    probe: 'Two weeks of daily bars and the latest quotes of two symbols.',
    level: { withinMs: 3_000, availability: 0.99 },
    onFailure: 'The parts are missing with their reason; strategies that need them leave the symbol alone.',
    shownBy: 'tests/acceptance/dead-sources.test.ts',
  },
];
