import type { IntegrationPoint } from '../integration-point.ts';

const about = {
  category: 'Database',
  needs: ['postgres'],
  level: { withinMs: 500, availability: 0.999 },
} as const;

export const databasePoints: readonly IntegrationPoint[] = [
  {
    ...about,
    id: 'database.connection',
    name: 'connection and health',
    probe: 'A statement through the worker’s own pool.',
    writes: 'nothing',
    level: { withinMs: 250, availability: 0.999 },
    onFailure: 'Steps wait and are tried again; the API answers 503; nothing is sent to the broker.',
    shownBy: 'tests/acceptance/supervision.test.ts',
  },
  {
    ...about,
    id: 'database.users',
    name: 'user: create, read, change, delete',
    probe: 'Makes, reads, changes and deletes a user.',
    writes: 'rolled back',
    onFailure: 'Nobody is let in; what runs goes on.',
    shownBy: 'db/queries/lists.integration.test.ts',
  },
  {
    ...about,
    id: 'database.strategies-of-user',
    name: 'strategies of a user',
    probe: 'The list of a user who has one strategy has that one.',
    writes: 'rolled back',
    onFailure: 'Lists answer 503; cycles under way wait.',
    shownBy: 'db/queries/lists.integration.test.ts',
  },
  {
    ...about,
    id: 'database.trades-of-strategy',
    name: 'trades of a strategy',
    probe: 'Books an execution on a strategy’s order and finds it among the strategy’s fills.',
    writes: 'rolled back',
    onFailure: 'Executions are booked later, from the broker’s list.',
    shownBy: 'db/queries/books/book-execution.integration.test.ts',
  },
  {
    ...about,
    id: 'database.rollback',
    name: 'rollback on error',
    probe: 'A user made in a transaction that throws is not there afterwards.',
    writes: 'rolled back',
    onFailure: 'A half-made change would stay: every change is one transaction.',
    shownBy: 'db/client.integration.test.ts',
  },
  {
    ...about,
    id: 'database.join',
    name: 'multi-table join',
    probe: 'A cycle with its decisions, orders, fills, evidence and reconciliation.',
    writes: 'rolled back',
    onFailure: 'A cycle’s trail cannot be read.',
    shownBy: 'db/queries/cycles/cycles.integration.test.ts',
  },
  {
    ...about,
    id: 'database.cascade',
    name: 'foreign-key cascade',
    probe: 'With a user go account, strategy and cycle that never traded.',
    writes: 'rolled back',
    onFailure: 'Rows without an owner would stay.',
    shownBy: 'db/migrate.integration.test.ts',
  },
];
