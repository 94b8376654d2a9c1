import { defineConfig } from 'vitest/config';

const everywhere = ['**/node_modules/**', '.alphaflow/**'];
/** Each file has servers of its own, and waits for them half of the time: more than two crowd a machine of two cores. */
const FILES_AT_ONCE = 2;

/** What promises how long a person waits is measured with nothing beside it. */
const TIMED = ['tests/acceptance/first-run.test.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...everywhere, '**/*.integration.test.ts', 'tests/acceptance/**', 'tests/replay/**'],
          // Nothing here keeps anything: without a process of its own for each file they take a third of the work.
          isolate: false,
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
          // Nothing here waits: only a machine that does a lot else makes a test slow.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['**/*.integration.test.ts', 'tests/replay/**/*.test.ts'],
          exclude: everywhere,
          globalSetup: ['tests/support/global-setup.ts'],
          maxWorkers: FILES_AT_ONCE,
          sequence: { groupOrder: 1 },
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'acceptance',
          include: ['tests/acceptance/**/*.test.ts'],
          exclude: [...everywhere, ...TIMED],
          maxWorkers: FILES_AT_ONCE,
          sequence: { groupOrder: 1 },
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'timed',
          include: TIMED,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
