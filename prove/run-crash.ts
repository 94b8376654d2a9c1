import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { decimal } from '../domain/money.ts';
import { isTerminal } from '../domain/order.ts';
import type { ArmedCrash } from './armed-crashes.ts';
import { OPERATIONS } from './crash-points.ts';
import type { Desk } from './desk.ts';
import type { Finding } from './finding.ts';
import { judgeDesk, judgeOrder } from './judge.ts';
import { prepareOperation } from './operate.ts';
import { persist } from './persist.ts';
import type { PlannedRun } from './plan-run.ts';
import type { ProvingStack } from './proving-stack.ts';

/** From the death to the settled ledger; an order may be sent for 60 s of it. */
const SETTLE_WITHIN_MS = 90_000;
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
    const id = desk.idOf(key);
    clientOrderIds.push(id);
    const { diedAt, settledAt } = await attemptRun(stack, desk, planned, key);
    const judged = await judge(stack, desk, id, settledAt !== undefined);
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

async function attemptRun(stack: ProvingStack, desk: Desk, planned: PlannedRun, key: string) {
  const { death, faults } = planned;
  const id = desk.idOf(key);
  const operated = await prepareOperation(desk, planned, key);
  const crash = death.kind === 'point' ? crashOf(planned, id, operated.brokerOrderId) : undefined;
  if (crash !== undefined) stack.armed.arm(crash);
  for (const fault of faults) {
    await persist(async () => {
      await stack.sandbox.fault(fault);
      return true;
    }, SETTLE_WITHIN_MS);
  }
  const carriedOut = operated.carryOut(SETTLE_WITHIN_MS);
  let killedAt: number | undefined;
  if (death.kind === 'part') {
    await delay(death.afterMs);
    const done = await persist(async () => (stack.kill(death.part) ? true : undefined), SETTLE_WITHIN_MS);
    killedAt = done ? Date.now() : undefined;
  }
  const settled = async (): Promise<number | undefined> =>
    persist(
      async () => ((await isSettled(stack, desk, id)) ? Date.now() : undefined),
      SETTLE_WITHIN_MS,
    ).catch(() => undefined);

  let settledAt = await settled();
  if (crash !== undefined) {
    killedAt = await persist(async () => stack.armed.struckAt(crash), REACHED_WITHIN_MS);
    stack.armed.disarm(crash);
    if (killedAt !== undefined && (settledAt ?? 0) < killedAt) settledAt = await settled();
  }
  await carriedOut;
  return { diedAt: killedAt, settledAt };
}

/** Ended, each of its executions booked, each of its events carried. */
async function isSettled({ db }: ProvingStack, desk: Desk, id: string): Promise<boolean> {
  const row = await desk.row(id);
  if (row === undefined || !isTerminal(row.status) || !decimal(row.filledQty).eq(row.brokerFilledQty)) {
    return false;
  }
  const waiting = await db
    .selectFrom('outbox')
    .select('id')
    .where('publishedAt', 'is', null)
    .where(sql<string>`payload->>'clientOrderId'`, '=', id)
    .executeTakeFirst();
  return waiting === undefined;
}

/** Books in motion are read again until they agree; what still differs then is a finding. */
async function judge(stack: ProvingStack, desk: Desk, id: string, isSettled: boolean) {
  const deadline = Date.now() + BOOKS_WITHIN_MS;
  const found = await persist(async () => {
    const ofOrder = await judgeOrder(stack, desk, id);
    const all = isSettled ? [...ofOrder, ...(await judgeDesk(stack, desk))] : ofOrder;
    return all.length === 0 || !isSettled || Date.now() > deadline ? all : undefined;
  }, SETTLE_WITHIN_MS);
  return found ?? [];
}

function crashOf(planned: PlannedRun, id: string, brokerOrderId: string | undefined): ArmedCrash {
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
