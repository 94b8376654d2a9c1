import { setTimeout as pause } from 'node:timers/promises';
import { accountById, allAccounts, ensureBrokerAccount } from '../../db/queries/accounts/broker-accounts.ts';
import { strategyById, updateStrategy } from '../../db/queries/cycles/strategies.ts';
import { ensureProbeStrategy, ensureProbeUser, PROBE_KEY } from '../../db/queries/probes/probe-rows.ts';
import type { BrokerAccountRow } from '../../db/schema.ts';
import { INITIAL_LIMITS } from '../../domain/risk/limits.ts';
import { ANALYST_DEFAULTS } from '../../domain/strategies/analyst.ts';
import { NotProbed, type ProbeRun, see } from './probe.ts';
import type { Look, ProbedCycle } from './shared-paths.ts';

const POLL_MS = 100;
const SYMBOL = 'AAPL';
const PARAMETERS = { lookback: 5, topN: 2, rebalanceBand: '0.001', minReturn: -1 } as const;
/** In turn, so that each cycle has something to trade. */
const WEIGHTS = ['0.02', '0.03'] as const;

/** So that who probes again and again is not refused for the number of orders; every other rule is asked as ever. */
const UNHURRIED = {
  ...INITIAL_LIMITS,
  ordersPerMinuteMax: 1_000,
  ordersPerDayMax: 10_000,
  duplicateWindowMs: 0,
};

/** The probe's account in the sandbox, its books adopted by the worker. @throws NotProbed elsewhere */
export function tradingGround(run: ProbeRun): Promise<BrokerAccountRow> {
  return run.shared.ground(async () => {
    const { deps, signal } = run;
    if (deps.mode !== 'sandbox') throw new NotProbed(`places orders, which it does in the sandbox alone`);
    const user = await ensureProbeUser(deps.db);
    const { id } = await ensureBrokerAccount(deps.db, {
      userId: user.id,
      name: 'integration probe',
      mode: 'sandbox',
      keyRef: PROBE_KEY,
      riskLimits: UNHURRIED,
    });
    await someoneWorks(run);
    for (;;) {
      const account = await accountById(deps.db, id);
      if (account !== undefined && account.adoptedAt !== null) return account;
      await pause(POLL_MS, undefined, { signal });
    }
  });
}

/** Fails at once where no worker takes work, instead of after each path's own patience. */
export async function someoneWorks(run: ProbeRun): Promise<readonly string[]> {
  return await run.shared.queues(() => run.deps.flows.askQueues(run.runId));
}

/** One look at a symbol, by the workflow that the API asks. */
export function lookOf(run: ProbeRun): Promise<Look> {
  return run.shared.look(async () => {
    const { deps } = run;
    const account = deps.mode === 'sandbox' ? await tradingGround(run) : await anAccountToRead(run);
    await someoneWorks(run);
    const answer = await deps.flows.look(account.id, SYMBOL);
    if (answer.kind !== 'seen') throw new Error(answer.kind === 'broker-away' ? answer.reason : answer.kind);
    const [views, features] = await Promise.all([
      deps.evidence.read('fused', answer.fused),
      deps.evidence.read('features', answer.features),
    ]);
    const view = views.find(({ symbol }) => symbol === SYMBOL);
    if (view === undefined) throw new Error(`the look at ${SYMBOL} has no view of it`);
    return { view, features };
  });
}

async function anAccountToRead({ deps }: ProbeRun): Promise<BrokerAccountRow> {
  const account = (await allAccounts(deps.db)).find((one) => deps.hasKeysFor(one));
  if (account === undefined) throw new NotProbed('there is no account that this process has keys for');
  return account;
}

/** One cycle of the probe's strategy in the sandbox, from the Schedule's own workflow. */
export function cycleOf(run: ProbeRun): Promise<ProbedCycle> {
  return run.shared.cycle(async () => {
    const { deps } = run;
    const { id: accountId, userId } = await tradingGround(run);
    const strategy = await ensureProbeStrategy(deps.db, {
      userId,
      accountId,
      name: 'integration probe',
      kind: 'momentum',
      parameters: { ...PARAMETERS, targetWeight: WEIGHTS[0] },
      universe: ['KO', 'PEP'],
      intervalSeconds: 3_600,
    });
    return run.shared.inTurn(() => tradingCycle(run, userId, strategy.id));
  });
}

/** One cycle that the sandbox's analyst decides, through the gateway and its tools. @throws NotProbed outside a session */
export function deliberatedCycleOf(run: ProbeRun): Promise<ProbedCycle> {
  return run.shared.deliberated(async () => {
    const { deps, shared } = run;
    if (!deps.asking.terms.simulated) throw new NotProbed('a real provider would have to be paid');
    const { id: accountId, userId } = await tradingGround(run);
    const strategy = await ensureProbeStrategy(deps.db, {
      userId,
      accountId,
      name: 'integration probe, analyst',
      kind: 'analyst',
      parameters: ANALYST_DEFAULTS,
      universe: ['JNJ'],
      intervalSeconds: 3_600,
    });
    const report = await shared.inTurn(() => deps.flows.cycle(strategy.id, deps.now().toISOString()));
    return inSession({ userId, report });
  });
}

/** The same, where it did trade. @throws NotProbed outside a session */
export async function tradedCycleOf(run: ProbeRun): Promise<ProbedCycle> {
  return inSession(await cycleOf(run));
}

function inSession(cycle: ProbedCycle): ProbedCycle {
  const { status, outcome, refusal } = cycle.report;
  if (outcome === 'MARKET_CLOSED') throw new NotProbed(refusal?.message ?? outcome);
  see(status === 'completed', `the cycle ended with ${outcome}`);
  return cycle;
}

/** With another target weight than the last one, so that there is something to trade. */
async function tradingCycle({ deps }: ProbeRun, userId: string, strategyId: string): Promise<ProbedCycle> {
  const was = (await strategyById(deps.db, strategyId))?.parameters;
  const weight = was !== undefined && 'targetWeight' in was ? was.targetWeight : undefined;
  const targetWeight = WEIGHTS.find((one) => one !== weight) ?? WEIGHTS[0];
  await updateStrategy(deps.db, userId, strategyId, { parameters: { ...PARAMETERS, targetWeight } });
  return { userId, report: await deps.flows.cycle(strategyId, deps.now().toISOString()) };
}
