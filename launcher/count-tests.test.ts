import { describe, expect, it } from 'vitest';
import { countLine, countTests } from './count-tests.ts';

const file = (status: string, ...tests: readonly string[]) => ({
  status,
  assertionResults: tests.map((one) => ({ status: one })),
});
const report = (...files: readonly unknown[]) => JSON.stringify({ testResults: files });

describe('the last line of npm test', () => {
  it('counts tests, not files', () => {
    const counts = countTests(
      report(file('passed', 'passed', 'passed'), file('failed', 'failed', 'passed')),
      1,
    );
    expect(countLine(counts)).toBe('3 passed, 1 failed');
  });

  it('names skipped and todo tests only when there are some', () => {
    expect(countLine(countTests(report(file('passed', 'passed', 'skipped', 'todo')), 0))).toBe(
      '1 passed, 0 failed, 2 skipped',
    );
  });

  it('counts a file that could not be loaded as a failure', () => {
    expect(countLine(countTests(report(file('passed', 'passed'), file('failed')), 1))).toBe(
      '1 passed, 1 failed',
    );
  });

  it('counts a file whose set-up failed as a failure, though its tests were only skipped', () => {
    expect(countLine(countTests(report(file('failed', 'skipped')), 1))).toBe('0 passed, 1 failed, 1 skipped');
  });

  it('never says that nothing failed when the runner failed', () => {
    expect(countLine(countTests(report(file('passed', 'passed')), 1))).toBe('1 passed, 1 failed');
    expect(countLine(countTests(undefined, 1))).toBe('0 passed, 1 failed');
  });
});
