import { bootStack } from '../../tests/support/stack.ts';
import { answersByStatus } from './answers-by-status.ts';
import { faultsInLog } from './faults-in-log.ts';
import { type FuzzCaller, fuzzCallers } from './fuzz-callers.ts';
import { installSchemathesis, type Schemathesis } from './schemathesis.ts';

/** The limits of a stranger's flood would answer everything: they are lifted, and tried by tests of their own. */
const SETTINGS = { API_USER_REQUESTS_PER_MINUTE: '1000000', API_ADDRESS_REQUESTS_PER_MINUTE: '1000000' };
/** Of a hundred answers, how many may name a part that did not answer in time: the document knows those. */
const AWAY_PERCENT_MAX = 1;
/** Each round does every boundary of every parameter once, and free inventions for each of some hundred operations. */
const REQUESTS_AN_EXAMPLE = 250;

export interface CallerFuzz {
  readonly caller: FuzzCaller['name'];
  readonly cases: number;
  readonly operations: number;
  /** As the API's own metrics count them. */
  readonly answers: Readonly<Record<string, number>>;
  readonly failures: readonly string[];
}

export interface FuzzProof {
  readonly seconds: number;
  readonly callers: readonly CallerFuzz[];
  readonly findings: readonly string[];
}

/** Asks every operation of a running stack by everybody, at least `requests` times each. A sentence when it cannot. */
export async function proveFuzz(options: {
  readonly requests: number;
  readonly seed: number;
  readonly tell: (line: string) => void;
}): Promise<FuzzProof | string> {
  const startedAt = Date.now();
  const tool = await installSchemathesis();
  if (typeof tool === 'string') return tool;
  try {
    const stack = await bootStack({ env: SETTINGS });
    // Ended from outside, it takes the stack along.
    const stop = () => {
      process.kill(stack.pid, 'SIGINT');
    };
    process.once('exit', stop);
    try {
      const url = stack.stackJson().addresses.api ?? '';
      const callers: CallerFuzz[] = [];
      for (const caller of await fuzzCallers(stack)) {
        callers.push(await fuzzAs(tool, url, caller, options));
        const { cases, failures } = callers.at(-1) ?? { cases: 0, failures: [] };
        options.tell(`${caller.name}: ${cases} requests, ${failures.length} failures`);
      }
      for (const fault of faultsInLog(stack.home)) options.tell(fault);
      const seconds = Math.round((Date.now() - startedAt) / 1_000);
      return { seconds, callers, findings: callers.flatMap(findingsOf) };
    } finally {
      process.removeListener('exit', stop);
      await stack.stop();
    }
  } finally {
    tool.remove();
  }
}

async function fuzzAs(
  tool: Schemathesis,
  url: string,
  { name, headers, leftOut }: FuzzCaller,
  { requests, seed, tell }: Parameters<typeof proveFuzz>[0],
): Promise<CallerFuzz> {
  const before = await answersByStatus(url);
  const failures = new Set<string>();
  let cases = 0;
  let operations = 0;
  for (let round = seed; cases < requests; round += 1) {
    const isShort = requests < 1_000;
    const outcome = await tool.run({
      url,
      headers,
      leftOut,
      seed: round,
      phases: isShort ? 'examples,fuzzing' : 'examples,coverage,fuzzing',
      examples: isShort ? 3 : Math.ceil(requests / REQUESTS_AN_EXAMPLE),
    });
    cases += outcome.cases;
    ({ operations } = outcome);
    for (const failure of outcome.failures) failures.add(failure);
    if (outcome.failures.length > 0) tell(outcome.told);
  }
  const after = await answersByStatus(url);
  const answers = Object.fromEntries(
    Object.entries(after).flatMap(([status, count]) => {
      const more = count - (before[status] ?? 0);
      return more > 0 ? [[status, more]] : [];
    }),
  );
  return { caller: name, cases, operations, answers, failures: [...failures] };
}

/** A 503 with its code is an answer that the document knows, as long as it is rare; every other 5xx is a fault. */
export function findingsOf({ caller, cases, answers, failures }: CallerFuzz): readonly string[] {
  const undocumented = failures.filter((failure) => !failure.startsWith('Server error'));
  const faults = Object.entries(answers).filter(([status]) => status.startsWith('5') && status !== '503');
  const away = answers['503'] ?? 0;
  return [
    ...undocumented,
    ...faults.map(([status, count]) => `${count} answers ${status}: ${failures.join(', ')}`),
    ...(away * 100 > cases * AWAY_PERCENT_MAX ? [`${away} of ${cases} answers were 503`] : []),
  ].map((finding) => `${caller}: ${finding}`);
}
