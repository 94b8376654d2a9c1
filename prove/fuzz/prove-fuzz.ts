import { createDatabase } from '../../db/client.ts';
import { bootStack } from '../../tests/support/stack.ts';
import { answersByStatus } from './answers-by-status.ts';
import { faultsInLog } from './faults-in-log.ts';
import { type FuzzedAs, findingsOf, fuzzAs } from './fuzz-as.ts';
import { type FuzzCallerName, fuzzCallers } from './fuzz-callers.ts';
import { installSchemathesis } from './install-schemathesis.ts';

/** The limits of a stranger's flood would answer everything: they are lifted, and tried by tests of their own. */
const SETTINGS = { API_USER_REQUESTS_PER_MINUTE: '1000000', API_ADDRESS_REQUESTS_PER_MINUTE: '1000000' };

export interface CallerFuzz extends FuzzedAs {
  /** As the API's own metrics count them. */
  readonly answers: Readonly<Record<string, number>>;
}

export interface FuzzProof {
  readonly seconds: number;
  readonly callers: readonly CallerFuzz[];
  readonly findings: readonly string[];
}

/** Asks every operation of a running stack by everybody, or by one, at least `requests` times each. A sentence when it cannot. */
export async function proveFuzz(options: {
  readonly requests: number;
  readonly seed: number;
  readonly caller: FuzzCallerName | undefined;
  readonly tell: (line: string) => void;
}): Promise<FuzzProof | string> {
  const startedAt = Date.now();
  const tool = await installSchemathesis();
  if (typeof tool === 'string') return tool;
  const stack = await bootStack({ env: SETTINGS });
  // Ended from outside, it takes the stack along.
  const stop = () => {
    process.kill(stack.pid, 'SIGINT');
  };
  process.once('exit', stop);
  const { api: url = '', postgres = '' } = stack.stackJson().addresses;
  const db = createDatabase({ url: postgres, poolMax: 1 });
  try {
    const callers: CallerFuzz[] = [];
    const everybody = await fuzzCallers({ url, db, owner: stack.credentials() });
    for (const caller of everybody.filter(({ name }) => (options.caller ?? name) === name)) {
      const before = await answersByStatus(url);
      const fuzzed = await fuzzAs(tool, url, caller, options);
      callers.push({ ...fuzzed, answers: since(before, await answersByStatus(url)) });
      options.tell(`${caller.name}: ${fuzzed.cases} requests, ${fuzzed.failures.length} failures`);
    }
    for (const fault of faultsInLog(stack.home)) options.tell(fault);
    const seconds = Math.round((Date.now() - startedAt) / 1_000);
    const findings = callers.flatMap(({ answers, ...fuzzed }) => findingsOf(fuzzed, answers));
    return { seconds, callers, findings };
  } finally {
    process.removeListener('exit', stop);
    await db.destroy();
    await stack.stop();
  }
}

function since(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(after).flatMap(([status, count]) => {
      const more = count - (before[status] ?? 0);
      return more > 0 ? [[status, more]] : [];
    }),
  );
}
