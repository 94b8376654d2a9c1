import type { CycleTrail } from '../../db/queries/cycles/cycle-trail.ts';
import type { EvidenceOfCycle } from '../../db/queries/evidence/evidence.ts';
import type { Features } from '../../domain/analysis.ts';
import type { StoredView } from '../../domain/fusing/stored-view.ts';
import type { CycleEvidenceBody, TrailEdgeBody, TrailNodeBody } from '../contract/evidence.ts';
import {
  abstentionNode,
  evidenceNode,
  featuresNode,
  fillNode,
  missingNode,
  nodeId,
  orderNode,
  PART_NAMES,
  partNode,
  profitNode,
  proposalNode,
  realizedBy,
  rulesNode,
} from './trail-nodes.ts';

/** What was made of the sources, where its bodies are still kept. */
export interface MadeOfSources {
  readonly views: readonly StoredView[];
  readonly features: readonly Features[];
}

/** What each kind of evidence becomes; what is fetched goes into the views. */
const BECOMES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  barOrigins: [['bars', 'puts together']],
  fused: [['features', 'analysed into']],
};
const SOURCES = [
  'bars',
  'snapshots',
  'news',
  'filings',
  'fundamentals',
  'shortInterest',
  'shortVolume',
  'fx',
];

/**
 * A cycle as a graph from datum to profit: evidence → part of a view → features → proposal → rules → order → fill →
 * profit. Parts are shown of the symbols that were proposed, or of `symbol` alone.
 */
export function cycleEvidenceView(
  trail: CycleTrail,
  made: MadeOfSources,
  symbol: string | undefined,
): CycleEvidenceBody {
  const isMeant = (one: { readonly symbol: string }) => symbol === undefined || one.symbol === symbol;
  const { cycle, evidence } = trail;
  const decisions = trail.decisions.filter(isMeant);
  const orders = trail.orders.filter(isMeant);
  const fills = trail.fills.filter(isMeant);
  const abstentions = (cycle.decision?.abstentions ?? []).filter(isMeant);
  const shown = new Set([...decisions.map((one) => one.symbol), ...(symbol === undefined ? [] : [symbol])]);
  const views = made.views.filter((view) => shown.has(view.symbol));
  const features = made.features.filter((one) => shown.has(one.symbol));

  const nodes: TrailNodeBody[] = [
    ...evidence.map(evidenceNode),
    ...(cycle.sources ?? []).filter(({ status }) => status === 'missing').map(missingNode),
    ...views.flatMap((view) => PART_NAMES.map((name) => partNode(view, name))),
    ...features.map(featuresNode),
    ...decisions.map(proposalNode),
    ...abstentions.map(abstentionNode),
    ...orders.flatMap((order) => [rulesNode(order), orderNode(order)]),
    ...fills.map(fillNode),
    ...orders.flatMap((order) => {
      const own = fills.filter(({ clientOrderId }) => clientOrderId === order.clientOrderId);
      return own.length === 0 ? [] : [profitNode(order, own)];
    }),
  ];
  const known = new Set(nodes.map(({ id }) => id));
  const edges = [
    ...evidenceEdges(evidence),
    ...views.flatMap(partEdges),
    ...features.map((one) => edge(evidenceOf(evidence, 'features'), nodeId.features(one.symbol), 'holds')),
    ...decisions.flatMap(({ clientOrderId, symbol: of }) => [
      ...(['definition', 'account'] as const).map((role) =>
        edge(
          evidenceOf(evidence, role),
          nodeId.proposal(clientOrderId),
          role === 'definition' ? 'decides' : 'sizes',
        ),
      ),
      edge(nodeId.features(of), nodeId.proposal(clientOrderId), 'speaks for'),
      edge(nodeId.proposal(clientOrderId), nodeId.rules(clientOrderId), 'judged by'),
    ]),
    ...abstentions.map((one) =>
      edge(evidenceOf(evidence, 'features'), nodeId.abstention(one.symbol), 'left alone'),
    ),
    ...orders.map(({ clientOrderId, status }) =>
      edge(
        nodeId.rules(clientOrderId),
        nodeId.order(clientOrderId),
        status === 'refused' ? 'refused' : 'allowed',
      ),
    ),
    ...deliberationEdges(trail, decisions),
    ...fills.flatMap(({ clientOrderId, executionId }) => [
      edge(nodeId.order(clientOrderId), nodeId.fill(executionId), 'filled by'),
      edge(nodeId.fill(executionId), nodeId.profit(clientOrderId), 'realises'),
    ]),
  ].filter(({ from, to }) => known.has(from) && known.has(to));
  return {
    cycleId: cycle.id,
    asOf: cycle.asOf.toISOString(),
    dataAsOf: cycle.dataAsOf?.toISOString() ?? null,
    nodes: [...new Map(nodes.map((node) => [node.id, node])).values()],
    edges,
    realizedPnl: realizedBy(fills),
  };
}

function evidenceEdges(evidence: readonly EvidenceOfCycle[]): readonly TrailEdgeBody[] {
  return evidence.flatMap(({ role, hash }) => {
    const becomes = SOURCES.includes(role) ? [['fused', 'fused into'] as const] : (BECOMES[role] ?? []);
    return becomes.map(([next, relation]) =>
      edge(nodeId.evidence(hash), evidenceOf(evidence, next), relation),
    );
  });
}

/** From the questions to a model, by its answers, to what it proposed; and what each proposal cites. */
function deliberationEdges(
  { cycle, evidence }: CycleTrail,
  decisions: CycleTrail['decisions'],
): readonly TrailEdgeBody[] {
  const record = cycle.decision?.deliberation;
  if (record === undefined) return [];
  const { votes, critic } = record;
  const answers = votes.flatMap(({ transcript, answer }) =>
    answer === undefined ? [] : [{ transcript, answer }],
  );
  const [only] = votes.length === 1 ? votes : [];
  const results = only === undefined ? [] : evidence.filter(({ role }) => role === 'toolResult');
  return [
    ...results.map(({ hash }) =>
      edge(nodeId.evidence(hash), nodeId.evidence(only?.transcript ?? ''), 'shown in'),
    ),
    ...answers.map(({ transcript, answer }) =>
      edge(nodeId.evidence(transcript), nodeId.evidence(answer), 'answered by'),
    ),
    ...(critic?.answer === undefined
      ? []
      : [edge(nodeId.evidence(critic.request), nodeId.evidence(critic.answer), 'answered by')]),
    ...decisions.flatMap(({ clientOrderId, proposal }) => {
      const id = nodeId.proposal(clientOrderId);
      return [
        ...answers.map(({ answer }) => edge(nodeId.evidence(answer), id, 'proposes')),
        ...(critic?.answer === undefined ? [] : [edge(nodeId.evidence(critic.answer), id, 'argues against')]),
        ...(proposal.byModel?.cited ?? []).map((hash) => edge(id, nodeId.evidence(hash), 'cites')),
      ];
    }),
  ];
}

function partEdges(view: StoredView): readonly TrailEdgeBody[] {
  const { symbol } = view;
  return PART_NAMES.flatMap((name) => {
    const part = view[name];
    if (part.status === 'missing')
      return [edge(nodeId.missing(part.source), nodeId.part(symbol, name), 'leaves out')];
    return [
      ...[part.hash, ...(part.alsoFrom ?? [])].map((hash) =>
        edge(nodeId.evidence(hash), nodeId.part(symbol, name), 'holds'),
      ),
      edge(nodeId.part(symbol, name), nodeId.features(symbol), 'analysed into'),
    ];
  });
}

/** The id of the cycle's evidence of one role; an id of nothing where it has none. */
function evidenceOf(evidence: readonly EvidenceOfCycle[], role: string): string {
  return nodeId.evidence(evidence.find((one) => one.role === role)?.hash ?? '');
}

function edge(from: string, to: string, relation: string): TrailEdgeBody {
  return { from, to, relation };
}
