import type { FuzzCaller, FuzzCallerName } from './fuzz-callers.ts';
import type { SchemathesisCommand } from './install-schemathesis.ts';
import { runSchemathesis } from './schemathesis.ts';

/** Below this many, every boundary of every parameter, which is some eight thousand requests, is not asked for. */
const WITH_EVERY_BOUNDARY_FROM = 5_000;
const AWAY_PERCENT_MAX = 1;

export interface FuzzedAs {
  readonly caller: FuzzCallerName;
  readonly cases: number;
  readonly operations: number;
  readonly failures: readonly string[];
}

/**
 * Asks every operation by one caller, `requests` times at least: the documented examples and, of many, every boundary
 * of every parameter once, and then free inventions, in each round others.
 */
export async function fuzzAs(
  tool: SchemathesisCommand,
  url: string,
  { name, headers, leftOut }: FuzzCaller,
  {
    requests,
    seed,
    tell,
  }: { readonly requests: number; readonly seed: number; readonly tell: (line: string) => void },
): Promise<FuzzedAs> {
  const failures = new Set<string>();
  let cases = 0;
  let operations = 0;
  for (let round = 0; cases < requests; round += 1) {
    const once = requests < WITH_EVERY_BOUNDARY_FROM ? 'examples,' : 'examples,coverage,';
    const outcome = await runSchemathesis(tool, {
      url,
      headers,
      leftOut,
      seed: seed + round,
      phases: `${round === 0 ? once : ''}fuzzing`,
      examples: round === 0 ? 1 : Math.ceil((requests - cases) / operations),
    });
    cases += outcome.cases;
    operations = Math.max(operations, outcome.operations);
    for (const failure of outcome.failures) failures.add(failure);
    if (outcome.failures.length > 0) tell(outcome.told);
  }
  return { caller: name, cases, operations, failures: [...failures] };
}

/**
 * A 503 with its code is an answer that the document knows, as long as it is rare: one in a hundred, unless
 * `awayPercentMax` says otherwise. Every other 5xx is a fault.
 */
export function findingsOf(
  { caller, cases, failures }: FuzzedAs,
  answers: Readonly<Record<string, number>>,
  awayPercentMax = AWAY_PERCENT_MAX,
): readonly string[] {
  const undocumented = failures.filter((failure) => !failure.startsWith('Server error'));
  const faults = Object.entries(answers).filter(([status]) => status.startsWith('5') && status !== '503');
  const away = answers['503'] ?? 0;
  return [
    ...undocumented,
    ...faults.map(([status, count]) => `${count} answers ${status}: ${failures.join(', ')}`),
    ...(away * 100 > cases * awayPercentMax ? [`${away} of ${cases} answers were 503`] : []),
  ].map((finding) => `${caller}: ${finding}`);
}
