import type { AuthBench } from './auth.ts';
import { ms, percent, targetLine } from './report-lines.ts';
import type { Target } from './target.ts';

/** The benchmark for a person. */
export function authReport(bench: AuthBench, targets: readonly Target[]): readonly string[] {
  const { signUp, login, crowd, rounds } = bench;
  const line = (what: string, one: AuthBench['login']) =>
    `${what}, median of ${rounds}   ${ms(one.medianMs)}   bare bcrypt ${ms(one.bareMs)}   ratio ${one.ratio.toFixed(2)}`;
  return [
    '',
    line('signing up by invitation', signUp),
    line('logging in', login),
    `${crowd.atOnce} log in at once: the event loop pauses ${ms(crowd.longestPauseMs)} at the longest, ${percent(crowd.pauseShare)} of one hash (${ms(crowd.quietPauseMs)} while nobody asks)`,
    `the main thread computes ${ms(crowd.threadMs / crowd.atOnce)} a login, ${percent(crowd.threadShare)} of one hash`,
    '',
    ...targets.map(targetLine),
  ];
}
