import { createHash } from 'node:crypto';
import { cycleTrail } from '../../db/queries/cycles/cycle-trail.ts';
import { hasSessionRow, insertOverSession } from '../../db/queries/probes/probe-login.ts';
import { ensureProbeUser, ensureProbeViewer } from '../../db/queries/probes/probe-rows.ts';
import { manualOrderId } from '../../domain/ordering/client-order-id.ts';
import { tradeByHand } from './manual-trading.ts';
import { NotProbed, type Probes, see } from './probe.ts';
import { cycleOf, deliberatedCycleOf, someoneWorks, tradedCycleOf, tradingGround } from './probe-paths.ts';

const QUEUES = 4;
/** What no cycle can decide without; of the other sources it says why they are missing. */
const ROLES = ['account', 'barOrigins', 'bars', 'definition', 'features', 'fused', 'snapshots'];

export const flowProbes: Probes = {
  'jobs.work-queue': async (run) => {
    const queues = await run.deps.flows.askQueues(`${run.runId}:probe`);
    see(queues.length === QUEUES, `only ${queues.join(', ')} answered`);
    return queues.join(', ');
  },
  'jobs.reconciliation': async (run) => {
    const account = await tradingGround(run);
    const [result] = await run.deps.flows.reconcile(account.id);
    see(result?.drift === 0, `drift ${result?.drift ?? 'unknown'}`);
    return 'no drift';
  },
  'jobs.session-cleanup': async (run) => {
    const { db, flows } = run.deps;
    const over = await insertOverSession(db, (await ensureProbeViewer(db)).id);
    await someoneWorks(run);
    const notes = await flows.cleanUpSessions();
    see(!(await hasSessionRow(db, over)), 'a session that was over is still there');
    return notes[0] ?? 'nothing was over';
  },
  'jobs.alert-evaluation': async (run) => {
    const { id } = await ensureProbeUser(run.deps.db);
    await someoneWorks(run);
    return run.deps.flows.judgeAlerts(id);
  },
  'jobs.orchestration': async (run) => {
    const { status, outcome } = (await cycleOf(run)).report;
    const isClosed = outcome === 'MARKET_CLOSED';
    see(status === 'completed' || isClosed, `the cycle ended with ${outcome}`);
    return `the cycle ended with ${outcome}`;
  },
  'between.orchestration-decision': async (run) => {
    const { userId, report } = await tradedCycleOf(run);
    const decision = (await cycleTrail(run.deps.db, userId, report.cycleId))?.cycle.decision;
    const proposals = decision?.proposals.length ?? 0;
    const abstentions = decision?.abstentions.length ?? 0;
    see(proposals + abstentions > 0, 'the cycle has no decision');
    return `${proposals} proposals, ${abstentions} abstentions`;
  },
  'ai.generate-decision': async (run) => {
    const { userId, report } = await deliberatedCycleOf(run);
    const decision = (await cycleTrail(run.deps.db, userId, report.cycleId))?.cycle.decision;
    const [proposals, abstentions] = [decision?.proposals.length ?? 0, decision?.abstentions.length ?? 0];
    see(proposals + abstentions > 0, 'the cycle has no decision');
    return `${proposals} proposals, ${abstentions} abstentions, by the sandbox’s analyst`;
  },
  'ai.tool-router': async (run) => {
    const { userId, report } = await deliberatedCycleOf(run);
    const trail = await cycleTrail(run.deps.db, userId, report.cycleId);
    const results = trail?.evidence.filter(({ role }) => role === 'toolResult') ?? [];
    see(results.length > 0, 'no tool has been called');
    return `${results.length} results of tools`;
  },
  'between.decision-fusion': async (run) => {
    const { userId, report } = await tradedCycleOf(run);
    const trail = await cycleTrail(run.deps.db, userId, report.cycleId);
    const roles = new Set(trail?.evidence.map(({ role }) => role));
    see(roles.has('fused') && roles.has('features'), 'the cycle’s views or features are not kept');
    const known = new Set(trail?.evidence.map(({ hash }) => hash));
    const cited = trail?.cycle.decision?.proposals.flatMap(({ evidence }) => evidence) ?? [];
    see(
      cited.every((hash) => known.has(hash)),
      'a proposal cites evidence that the cycle does not have',
    );
    return `${cited.length} citations, each known`;
  },
  'between.trading-alpaca': async (run) => {
    const { flows, broker } = run.deps;
    const { id: accountId, userId } = await tradingGround(run);
    const keyDigest = createHash('sha256').update(run.runId).digest('hex');
    const clientOrderId = manualOrderId({ userId, keyDigest });
    // Not a symbol of the probe's strategies: a buy that rests would keep them from selling (WASH_TRADE).
    const request = { symbol: 'MSFT', side: 'buy', type: 'limit', timeInForce: 'day' } as const;
    const placed = await flows.placeOrder({
      clientOrderId,
      userId,
      accountId,
      source: 'manual',
      request: { ...request, qty: '1', limitPrice: '1' },
    });
    if (placed.refusal?.code === 'MARKET_CLOSED') throw new NotProbed(placed.refusal.message);
    see(
      placed.status === 'accepted',
      `the order is ${placed.status}: ${placed.refusal?.message ?? 'no refusal'}`,
    );
    const atBroker = await broker.orderByClientOrderId(clientOrderId, run.signal);
    see(atBroker?.brokerOrderId === placed.brokerOrderId, 'the broker does not have the order');
    await flows.cancelOrder(clientOrderId);
    return `accepted as ${placed.brokerOrderId ?? ''}, then canceled`;
  },
  'end-to-end.manual-trading': tradeByHand,
  'end-to-end.cycle': async (run) => {
    const { report } = await tradedCycleOf(run);
    const filled = report.orders.filter(({ status }) => status === 'filled');
    see(report.orders.length > 0, `nothing was traded: ${report.outcome}`);
    const others = report.orders.filter(({ status }) => status !== 'filled');
    see(
      others.length === 0,
      others.map((one) => `${one.symbol} ${one.refusal?.code ?? one.status}`).join(', '),
    );
    see(report.reconciliation?.drift === 0, `drift ${report.reconciliation?.drift ?? 'unknown'}`);
    return `${filled.length} orders filled, no drift`;
  },
  'end-to-end.data-pipeline': async (run) => {
    const { userId, report } = await tradedCycleOf(run);
    const trail = await cycleTrail(run.deps.db, userId, report.cycleId);
    const roles = new Set(trail?.evidence.map(({ role }) => role));
    const lacking = ROLES.filter((role) => !roles.has(role));
    see(lacking.length === 0, `no evidence of ${lacking.join(', ')}`);
    const sources = trail?.cycle.sources ?? [];
    const silent = sources.filter(({ status, reason }) => status === 'missing' && reason === undefined);
    see(sources.length > 0 && silent.length === 0, 'a source is missing without a reason');
    return `${roles.size} kinds of evidence of ${sources.length} sources, ${report.steps.length} steps`;
  },
};
