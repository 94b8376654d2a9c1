import type { CycleReport } from '../../db/queries/cycles/cycles.ts';
import type { CycleRow, CycleSource } from '../../db/schema.ts';
import { deliberationInWords } from '../../domain/deciding/deliberation-in-words.ts';
import type { StepProgress } from '../../workflows/messages.ts';
import type { CycleBody, CycleStepBody, CycleSummaryBody } from '../contract/cycles.ts';
import { orderView } from './order-view.ts';
import { refusalView } from './refusal-view.ts';

export function cycleSummaryView(row: CycleRow): CycleSummaryBody {
  return {
    id: row.id,
    strategyId: row.strategyId,
    asOf: row.asOf.toISOString(),
    trigger: row.trigger,
    status: row.status,
    outcome: row.outcome,
    ...(row.refusal === null ? {} : { refusal: refusalView(row.refusal) }),
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

/** The whole cycle; `live` are the running workflow's own steps, and take the place of the recorded ones. */
export function cycleView(report: CycleReport, live: readonly StepProgress[] | undefined): CycleBody {
  const { cycle, decisions, orders, approvals, reconciliation } = report;
  const recorded = cycle.steps.map(({ name, ms }): CycleStepBody => ({ name, state: 'done', ms }));
  return {
    ...cycleSummaryView(cycle),
    dataAsOf: cycle.dataAsOf?.toISOString() ?? null,
    live: live !== undefined,
    steps: live === undefined ? recorded : live.map(stepView),
    sources: (cycle.sources ?? []).map(sourceView),
    decisions: decisions.map(({ symbol, side, qty, proposal, clientOrderId }) => ({
      symbol,
      side,
      qty,
      targetWeight: proposal.targetWeight,
      thesis: proposal.thesis,
      invalidation: proposal.invalidation,
      confidence: proposal.confidence,
      clientOrderId,
      evidence: [...proposal.evidence],
      ...(proposal.byModel === undefined
        ? {}
        : { byModel: { ...proposal.byModel, cited: [...proposal.byModel.cited] } }),
    })),
    abstentions: (cycle.decision?.abstentions ?? []).map(({ symbol, code, message, facts }) => ({
      symbol,
      code,
      message,
      facts,
    })),
    deliberation: deliberationSummary(cycle),
    orders: orders.map((order) => orderView(order, approvals.get(order.clientOrderId))),
    reconciliation:
      reconciliation === undefined
        ? null
        : {
            id: reconciliation.id,
            drift: reconciliation.drift,
            differences: [...reconciliation.differences],
          },
  };
}

/** A cycle that Temporal knows and that has no row: it has just been started, or it ended before it wrote one. */
export function startingCycleView(
  started: {
    readonly id: string;
    readonly strategyId: string;
    readonly asOf: string;
    readonly trigger: CycleRow['trigger'];
    readonly startedAt: Date;
    readonly closedAt: Date | undefined;
  },
  live: readonly StepProgress[] | undefined,
): CycleBody {
  return {
    id: started.id,
    strategyId: started.strategyId,
    asOf: started.asOf,
    trigger: started.trigger,
    status: started.closedAt === undefined ? 'running' : 'failed',
    outcome: started.closedAt === undefined ? null : 'The workflow ended before it wrote its record.',
    startedAt: started.startedAt.toISOString(),
    finishedAt: started.closedAt?.toISOString() ?? null,
    dataAsOf: null,
    live: live !== undefined,
    steps: (live ?? []).map(stepView),
    sources: [],
    decisions: [],
    abstentions: [],
    deliberation: null,
    orders: [],
    reconciliation: null,
  };
}

function deliberationSummary({ id, decision }: CycleRow): CycleBody['deliberation'] {
  const record = decision?.deliberation;
  if (record === undefined) return null;
  const { simulated, costUsd, unavailable } = record;
  return {
    simulated,
    note: deliberationInWords(record),
    costUsd,
    ...(unavailable === undefined ? {} : { unavailable: refusalView(unavailable) }),
    address: `/v1/cycles/${encodeURIComponent(id)}/deliberation`,
  };
}

function stepView({ name, state, ms, note }: StepProgress): CycleStepBody {
  return { name, state, ...(ms === undefined ? {} : { ms }), ...(note === undefined ? {} : { note }) };
}

function sourceView({ source, status, hash, code, reason }: CycleSource): CycleBody['sources'][number] {
  return {
    source,
    status,
    ...(hash === undefined ? {} : { hash }),
    ...(code === undefined ? {} : { code }),
    ...(reason === undefined ? {} : { reason }),
  };
}
