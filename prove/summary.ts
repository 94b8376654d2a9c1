import { median } from '../bench/median.ts';
import { OPERATION_NAMES } from './crash-points.ts';
import type { Finding, FindingKind } from './finding.ts';
import type { CrashProof } from './prove-crash.ts';
import type { RunResult } from './run-crash.ts';

/** What a crash proof printed: `--json` gives it as it is. */
export interface CrashSummary {
  readonly proof: 'crash';
  readonly seed: number;
  readonly runs: number;
  readonly seconds: number;
  /** Which operations were killed at which named points, and how often. */
  readonly killsByPoint: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** SIGKILL at a random moment, by part. */
  readonly killsByPart: Readonly<Record<string, number>>;
  readonly workerDeaths: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly operations: readonly string[];
  /** How the orders ended in the ledger. */
  readonly ends: Readonly<Record<string, number>>;
  /** Deaths that did not come to pass in three attempts, because other deaths came first. */
  readonly notReached: number;
  readonly duplicates: number;
  readonly lost: number;
  readonly drift: number;
  readonly unresolved: number;
  readonly events: CrashProof['events'];
  readonly recoverySeconds: {
    readonly measured: number;
    readonly median: number | null;
    readonly p99: number | null;
    readonly max: number | null;
  };
  readonly findings: readonly (Finding & { readonly repeat: string })[];
}

export function summarise(proof: CrashProof, seed: number): CrashSummary {
  const { results, findings } = proof;
  const dead = results.filter(({ died }) => died);
  const seconds = results.flatMap(({ recoverySeconds = [] }) => recoverySeconds);
  const kinds = (kind: FindingKind) => findings.filter((finding) => finding.kind === kind).length;
  return {
    proof: 'crash',
    seed,
    runs: results.length,
    seconds: Math.round(proof.seconds),
    killsByPoint: Object.fromEntries(
      OPERATION_NAMES.map((name) => [
        name,
        count(dead.filter(({ planned }) => planned.operation === name).flatMap(pointOf)),
      ]),
    ),
    killsByPart: count(dead.flatMap(({ planned: { death } }) => (death.kind === 'part' ? [death.part] : []))),
    workerDeaths: proof.workerDeaths,
    faults: count(results.flatMap(({ planned }) => planned.faults.map(({ effect }) => effect))),
    operations: [...new Set(dead.map(({ planned }) => planned.operation))],
    ends: count(results.map(({ end }) => end)),
    notReached: results.length - dead.length,
    duplicates: kinds('duplicate'),
    lost: kinds('lost'),
    drift: kinds('drift'),
    unresolved: kinds('unresolved'),
    events: proof.events,
    recoverySeconds: {
      measured: seconds.length,
      median: seconds.length === 0 ? null : tenths(median(seconds)),
      p99: percentile(seconds, 0.99),
      max: percentile(seconds, 1),
    },
    findings: findings.map((finding) => ({
      ...finding,
      repeat: `npm run prove -- crash --seed ${seed}${finding.run < 0 ? ` --runs ${results.length}` : ` --only ${finding.run}`}`,
    })),
  };
}

function pointOf({ planned: { death } }: RunResult): readonly string[] {
  return death.kind === 'point' ? [death.point] : [];
}

function count(words: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** The smallest value that this share of the values does not exceed. */
function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  const value = sorted[Math.ceil(sorted.length * share) - 1];
  return value === undefined ? null : tenths(value);
}

const tenths = (value: number): number => Math.round(value * 10) / 10;
