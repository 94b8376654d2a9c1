import type { DecideBench } from './decide.ts';
import { ms, percent, targetLine } from './report-lines.ts';
import type { Target } from './target.ts';

/** The benchmark for a person. */
export function decideReport(
  { overhead, decisions }: DecideBench,
  targets: readonly Target[],
): readonly string[] {
  const { medianMs } = overhead;
  const { target, simulated, count, answered, costUsd } = decisions;
  return [
    '',
    `one request to the sandbox's analyst, median of ${overhead.rounds}: bare SDK ${ms(medianMs.bare)}, gateway ${ms(medianMs.gateway)}`,
    '',
    `the same frozen inputs ${count} times by ${target}${simulated ? ' (a plain rule: no language model was asked)' : ''}`,
    `  answered ${answered}, wrong forms ${decisions.formFaults}, agreement ${percent(decisions.agreement)}`,
    `  median latency ${ms(decisions.medianLatencyMs)}, ${costUsd.total} dollars, ${costUsd.each} each${simulated ? ', counted as if: nobody paid them' : ''}`,
    '',
    ...targets.map(targetLine),
  ];
}
