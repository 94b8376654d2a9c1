import type { IntegrationPoint } from '../integration-point.ts';

const about = {
  category: 'External',
  writes: 'nothing',
  level: { withinMs: 5_000, availability: 0.95 },
  shownBy: 'tests/acceptance/dead-sources.test.ts',
} as const;

export const externalPoints: readonly IntegrationPoint[] = [
  {
    ...about,
    id: 'external.edgar',
    name: 'EDGAR filings',
    needs: ['edgar', 'postgres'],
    probe: 'The newest filings of one company, past all that is kept, in the pace that PostgreSQL gives.',
    onFailure: 'Filings and figures are what is kept of them, else missing; its breaker opens.',
  },
  {
    ...about,
    id: 'external.frankfurter',
    name: 'Frankfurter rates',
    needs: ['frankfurter'],
    probe: 'The newest rates of two currencies, past all that is kept.',
    onFailure: 'Worth in other currencies is what is kept for an hour, else missing.',
  },
  {
    ...about,
    id: 'external.finra',
    name: 'FINRA short interest',
    needs: ['finra'],
    probe: 'The newest short interest of two symbols, past all that is kept.',
    onFailure: 'Short interest is what is kept for six hours, else missing.',
  },
  {
    ...about,
    id: 'external.cache-statistics',
    name: 'cache statistics',
    needs: ['postgres', 'worker'],
    probe: 'A worker has told its caches’ figures within 15 seconds.',
    level: { withinMs: 500, availability: 0.99 },
    onFailure: 'GET /v1/caches and /v1/integrations show fewer workers.',
    shownBy: 'api/routes/data/sources.integration.test.ts',
  },
  {
    ...about,
    id: 'external.fusion',
    name: 'data fusion',
    needs: ['postgres', 'temporal', 'worker', 'alpaca-trading', 'alpaca-data'],
    probe: 'A look at one symbol (workflow lookAtSymbol) gives a view with a price and no later datum.',
    writes: 'own rows',
    level: { withinMs: 10_000, availability: 0.95 },
    onFailure: 'The symbol is left alone with a code.',
    shownBy: 'domain/fusing/fuse-market-data.test.ts',
    isDear: true,
  },
];
