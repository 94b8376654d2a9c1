import type { DbBench } from './db.ts';
import { ms, targetLine } from './report-lines.ts';
import type { Target } from './target.ts';

/** The benchmark for a person. */
export function dbReport({ orders, rounds, reads }: DbBench, targets: readonly Target[]): readonly string[] {
  const missed = targets.filter(({ met }) => !met);
  return [
    '',
    `reads of the API on ${orders} orders, ${rounds} times each        median        p95`,
    ...reads
      .toSorted((one, other) => other.p95Ms - one.p95Ms)
      .map(
        ({ name, medianMs, p95Ms }) =>
          `${name.padEnd(60)}${ms(medianMs).padStart(11)}${ms(p95Ms).padStart(11)}`,
      ),
    '',
    ...(missed.length === 0 ? [`all ${targets.length} targets met`] : missed.map(targetLine)),
  ];
}
