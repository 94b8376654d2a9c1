import { setTimeout as delay } from 'node:timers/promises';
import { type Desk, holdMarketStill, openDesk } from './desk.ts';
import type { Finding } from './finding.ts';
import { type JudgedEvents, judgeEvents } from './judge-events.ts';
import { persist } from './persist.ts';
import type { PlannedRun } from './plan-run.ts';
import { type ProvingStack, startProvingStack } from './proving-stack.ts';
import { type RunResult, runCrash } from './run-crash.ts';

const DESKS = 8;
const WORKERS = 3;
const EVENTS_WITHIN_MS = 30_000;
/** What is found in the end may belong to no single run. */
const WHOLE_PROOF = -1;

export interface CrashProof {
  readonly results: readonly RunResult[];
  readonly findings: readonly Finding[];
  readonly events: JudgedEvents;
  readonly workerDeaths: number;
  readonly seconds: number;
}

/**
 * Runs the plans on one stack, several at once, each on a broker account of its own.
 * @param tell hears what happens, line by line
 */
export async function proveCrash(options: {
  readonly plans: readonly PlannedRun[];
  readonly seed: number;
  readonly tell: (line: string) => void;
}): Promise<CrashProof> {
  const { plans, seed, tell } = options;
  const startedAt = Date.now();
  tell('starting PostgreSQL, Temporal, NATS, the sandbox, the API and the workers');
  const stack = await startProvingStack({ workers: Math.min(WORKERS, plans.length) });
  try {
    await holdMarketStill(stack);
    const { id: userId } = await stack.db.selectFrom('users').select('id').executeTakeFirstOrThrow();
    const desks = await Promise.all(
      Array.from({ length: Math.min(DESKS, plans.length) }, (_, index) =>
        openDesk(stack, userId, `desk-${index}`),
      ),
    );
    tell(`${desks.length} accounts are open; ${plans.length} runs begin`);
    const results = await runAll(stack, desks, plans, seed, tell);
    await persist(async () => {
      await stack.sandbox.clearFaults();
      return true;
    }, EVENTS_WITHIN_MS);
    const strays = await strayOrders(stack, desks, results);
    const { events, findings } = await eventsInTheEnd(stack);
    return {
      results,
      findings: [...results.flatMap((result) => result.findings), ...strays, ...findings],
      events,
      workerDeaths: stack.workerDeaths(),
      seconds: (Date.now() - startedAt) / 1_000,
    };
  } finally {
    await stack.stop();
  }
}

/** Every desk takes the next plan as soon as its last run has been judged. */
async function runAll(
  stack: ProvingStack,
  desks: readonly Desk[],
  plans: readonly PlannedRun[],
  seed: number,
  tell: (line: string) => void,
): Promise<readonly RunResult[]> {
  const waiting = [...plans];
  const results: RunResult[] = [];
  await Promise.all(
    desks.map(async (desk) => {
      for (let planned = waiting.shift(); planned !== undefined; planned = waiting.shift()) {
        const result = await runCrash(stack, desk, planned, seed).catch((error: unknown) =>
          brokenRun(planned, error),
        );
        results.push(result);
        tell(lineOf(result, results.length, plans.length));
      }
    }),
  );
  return results;
}

function brokenRun(planned: PlannedRun | undefined, error: unknown): RunResult {
  if (planned === undefined) throw error;
  const what = error instanceof Error ? error.message : String(error);
  const findings = [{ run: planned.run, kind: 'unresolved', what } as const];
  return { planned, clientOrderIds: [], died: false, end: 'not run', findings };
}

function lineOf(result: RunResult, done: number, all: number): string {
  const { planned, died, recoverySeconds, end, findings } = result;
  const death = planned.death.kind === 'point' ? planned.death.point : planned.death.part;
  const faults = planned.faults.map(({ effect }) => ` +${effect}`).join('');
  const recovery = recoverySeconds === undefined ? '' : `, ${recoverySeconds.toFixed(1)} s`;
  const found = findings.map(({ kind, what }) => `\n  ${kind.toUpperCase()} ${what}`).join('');
  return `${done}/${all} run ${planned.run}: ${planned.operation}, ${death}${died ? '' : ' (not reached)'}${faults}: ${end}${recovery}${found}`;
}

/** Orders that the broker took on the desks and no run asked for. */
async function strayOrders(
  stack: ProvingStack,
  desks: readonly Desk[],
  results: readonly RunResult[],
): Promise<readonly Finding[]> {
  const accounts = await Promise.all(desks.map(async ({ books }) => (await books.account()).id));
  const asked = new Set(results.flatMap(({ clientOrderIds }) => clientOrderIds));
  const ledger = await stack.db.selectFrom('orders').select(['clientOrderId', 'source']).execute();
  const known = new Set(ledger.filter(({ source }) => source !== 'external').map((row) => row.clientOrderId));
  return (await stack.sandbox.orders())
    .filter((row) => accounts.includes(row.account_id))
    .filter(({ client_order_id: id }) => !asked.has(id) && !known.has(id))
    .map((row) => ({
      run: runOf(results, row.client_order_id),
      kind: 'duplicate',
      what: `the broker has ${row.client_order_id}, which nobody asked for`,
    }));
}

/** The run whose id the stray order's begins with, if it can be told. */
function runOf(results: readonly RunResult[], strayId: string): number {
  const like = results.find(({ clientOrderIds }) => clientOrderIds.some((id) => strayId.startsWith(id)));
  return like?.planned.run ?? WHOLE_PROOF;
}

async function eventsInTheEnd(stack: ProvingStack) {
  const deadline = Date.now() + EVENTS_WITHIN_MS;
  let events = await judgeEvents(stack);
  while (events.missing > 0 && Date.now() < deadline) {
    await delay(500);
    events = await judgeEvents(stack);
  }
  const wrong = [
    [events.missing, 'not on the bus'],
    [events.twice, 'on the bus twice'],
    [events.phantom, 'on the bus and not in the ledger'],
  ] as const;
  const findings = wrong
    .filter(([times]) => times > 0)
    .map(
      ([times, where]): Finding => ({
        run: WHOLE_PROOF,
        kind: 'event',
        what: `${times} events are ${where}`,
      }),
    );
  return { events, findings };
}
