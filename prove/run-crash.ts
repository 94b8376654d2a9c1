import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { OrderRow } from '../db/schema.ts';
import { decimal } from '../domain/money.ts';
import { isTerminal } from '../domain/order.ts';
import type { ArmedCrash } from './armed-crashes.ts';
import { OPERATIONS } from './crash-points.ts';
import type { Desk } from './desk.ts';
import type { Finding } from './finding.ts';
import { judgeDesk, judgeOrder } from './judge.ts';
import { type Operated, prepareOperation } from './operate.ts';
import { persist } from './persist.ts';
import type { PlannedRun } from './plan-run.ts';
import type { ProvingStack } from './proving-stack.ts';

/** From the death to the settled ledger: an order may be sent for 60 s of it, and is looked at each minute at least. */
const SETTLE_WITHIN_MS = 240_000;
/** Events are carried a moment after the order has settled. */
const REACHED_WITHIN_MS = 5_000;
const BOOKS_WITHIN_MS = 15_000;
const ATTEMPTS_MAX = 3;

export interface RunResult {
  readonly planned: PlannedRun;
  readonly clientOrderIds: readonly string[];
  /** Whether the death came to pass: another run's may have taken the worker first. */
  readonly died: boolean;
  /** From the death to the ledger, fills and events in order again; absent when all was settled before. */
  readonly recoverySeconds?: number;
  /** The last order's status in the ledger. */
  readonly end: string;
  readonly findings: readonly Finding[];
}

/** Runs one plan on a desk of its own: operation, death, recovery, judgement. */
export async function runCrash(
  stack: ProvingStack,
  desk: Desk,
  planned: PlannedRun,
  seed: number,
): Promise<RunResult> {
  const clientOrderIds: string[] = [];
  const findings: Finding[] = [];
  for (let attempt = 1; ; attempt += 1) {
    const key = `prove-${seed}-${planned.run}-${attempt}`;
    const operated = await prepareOperation(desk, planned, key);
    const { id } = operated;
    clientOrderIds.push(id);
    const { diedAt, settledAt } = await attemptRun(stack, desk, planned, operated);
    const judged = await judge(stack, desk, operated, settledAt !== undefined);
    findings.push(...judged.map((finding) => ({ run: planned.run, ...finding })));
    if (diedAt === undefined && attempt < ATTEMPTS_MAX && findings.length === 0) continue;
    const recoveryMs = diedAt === undefined || settledAt === undefined ? 0 : settledAt - diedAt;
    return {
      planned,
      clientOrderIds,
      died: diedAt !== undefined,
      ...(recoveryMs > 0 ? { recoverySeconds: recoveryMs / 1_000 } : {}),
      end: (await persist(async () => (await desk.row(id))?.status, BOOKS_WITHIN_MS)) ?? 'nowhere',
      findings,
    };
  }
}

async function attemptRun(stack: ProvingStack, desk: Desk, planned: PlannedRun, operated: Operated) {
  const { death, faults } = planned;
  const crash = death.kind === 'point' ? crashOf(planned, operated) : undefined;
  if (crash !== undefined) stack.armed.arm(crash);
  for (const fault of faults) {
    await persist(async () => {
      await stack.sandbox.fault(fault);
      return true;
    }, SETTLE_WITHIN_MS);
  }
  // Its failure is looked at when the run has settled: until then nobody awaits it.
  const carriedOut = Promise.allSettled([operated.carryOut(SETTLE_WITHIN_MS)]);
  let killedAt: number | undefined;
  if (death.kind === 'part') {
    await delay(death.afterMs);
    const done = await persist(async () => (stack.kill(death.part) ? true : undefined), SETTLE_WITHIN_MS);
    killedAt = done ? Date.now() : undefined;
  }
  const settled = async (): Promise<number | undefined> =>
    persist(
      async () => ((await isSettled(stack, desk, operated)) ? Date.now() : undefined),
      SETTLE_WITHIN_MS,
    ).catch(() => undefined);

  let settledAt = await settled();
  if (crash !== undefined) {
    killedAt = await persist(async () => stack.armed.struckAt(crash), REACHED_WITHIN_MS);
    stack.armed.disarm(crash);
    if (killedAt !== undefined && (settledAt ?? 0) < killedAt) settledAt = await settled();
  }
  const [asked] = await carriedOut;
  if (asked.status === 'rejected') throw asked.reason;
  return { diedAt: killedAt, settledAt };
}

/** Each of its orders has ended, with its executions booked and its events carried. */
async function isSettled({ db }: ProvingStack, desk: Desk, operated: Operated): Promise<boolean> {
  const ids = await operated.orders();
  if (ids === undefined) return false;
  const rows = await Promise.all(ids.map((id) => desk.row(id)));
  const hasEnded = (row: OrderRow | undefined): boolean =>
    row !== undefined && isTerminal(row.status) && decimal(row.filledQty).eq(row.brokerFilledQty);
  if (!rows.every(hasEnded)) return false;
  const waiting = await db
    .selectFrom('outbox')
    .select('id')
    .where('publishedAt', 'is', null)
    .where(sql<string>`payload->>'clientOrderId'`, 'in', ids)
    .executeTakeFirst();
  return waiting === undefined;
}

/** Books in motion are read again until they agree; what still differs then is a finding. */
async function judge(stack: ProvingStack, desk: Desk, operated: Operated, isSettled: boolean) {
  const deadline = Date.now() + BOOKS_WITHIN_MS;
  const found = await persist(async () => {
    const ids = (await operated.orders()) ?? [operated.id];
    const ofOrders = (await Promise.all(ids.map((id) => judgeOrder(stack, desk, id)))).flat();
    const all = isSettled ? [...ofOrders, ...(await judgeDesk(stack, desk))] : [...ofOrders, UNSETTLED];
    return all.length === 0 || !isSettled || Date.now() > deadline ? all : undefined;
  }, SETTLE_WITHIN_MS);
  return found ?? [];
}

const UNSETTLED = { kind: 'unresolved', what: 'not every order of it had ended in time' } as const;

function crashOf(planned: PlannedRun, { id, brokerOrderId }: Operated): ArmedCrash {
  const { death, operation } = planned;
  if (death.kind !== 'point') throw new Error(`run ${planned.run} has no crash point`);
  const action = OPERATIONS[operation];
  const atBroker: ReadonlySet<string> = new Set([
    'after-intent-before-post',
    'after-acceptance-before-response',
    'after-response-before-write',
  ]);
  const subject = action === 'cancel' && atBroker.has(death.point) ? brokerOrderId : id;
  if (subject === undefined) throw new Error(`run ${planned.run}: the order to cancel never rested`);
  return { action, point: death.point, subject };
}
