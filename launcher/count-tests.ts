import { z } from 'zod';

/** The part of vitest's JSON report that is counted. */
const report = z.object({
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
});

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Counts tests, not files. A file that could not be loaded is one failure, and so is a run that the runner calls
 * failed for another reason (an unhandled error, no report at all).
 */
export function countTests(reportText: string | undefined, exitCode: number): TestCounts {
  const files = reportText === undefined ? [] : report.parse(JSON.parse(reportText)).testResults;
  const statuses = files.flatMap((file) => file.assertionResults.map(({ status }) => status));
  const counted = (status: string) => statuses.filter((one) => one === status).length;
  const unloaded = files.filter(
    (file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
  ).length;
  const passed = counted('passed');
  const failed = counted('failed') + unloaded;
  const skipped = statuses.length - passed - counted('failed');
  return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed, skipped };
}

/** `12 passed, 0 failed`, with `, 3 skipped` when any were. */
export function countLine({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}
