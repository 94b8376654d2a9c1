import type { EvidenceOfCycle } from '../../db/queries/evidence/evidence.ts';
import type { CycleSource, DecisionRow, FillRow, OrderRow } from '../../db/schema.ts';
import type { Features } from '../../domain/analysis.ts';
import type { Abstention } from '../../domain/decision.ts';
import type { StoredView } from '../../domain/fusing/stored-view.ts';
import type { PartName, ViewParts } from '../../domain/fusion.ts';
import { decimal, toDecimalString } from '../../domain/money.ts';
import type { TrailNodeBody } from '../contract/evidence.ts';

/** Ids that are the same whenever the trail is asked for. */
export const nodeId = {
  evidence: (hash: string) => `evidence:${hash}`,
  missing: (source: string) => `missing:${source}`,
  part: (symbol: string, name: string) => `part:${symbol}:${name}`,
  features: (symbol: string) => `features:${symbol}`,
  proposal: (clientOrderId: string) => `proposal:${clientOrderId}`,
  abstention: (symbol: string) => `abstention:${symbol}`,
  rules: (clientOrderId: string) => `rules:${clientOrderId}`,
  order: (clientOrderId: string) => `order:${clientOrderId}`,
  fill: (executionId: string) => `fill:${executionId}`,
  profit: (clientOrderId: string) => `profit:${clientOrderId}`,
} as const;

/** The parts of a view as it is stored, in the order in which a person reads them. */
export const PART_NAMES = [
  'price',
  'quote',
  'lastTrade',
  'dailyBars',
  'volume',
  'volatility',
  'trend',
  'liquidity',
  'filings',
  'fundamentals',
  'shortInterest',
  'shortVolume',
  'fxExposure',
  'news',
] as const satisfies readonly (keyof ViewParts)[];

export function evidenceNode(row: EvidenceOfCycle): TrailNodeBody {
  const { hash, role, source, request, fetchedAt, availableAt, bytes, bodyDroppedAt } = row;
  return {
    id: nodeId.evidence(hash),
    kind: 'evidence',
    label: role,
    hash,
    source,
    request,
    fetchedAt: fetchedAt.toISOString(),
    availableAt: availableAt.toISOString(),
    bytes,
    ...(bodyDroppedAt === null ? { body: `/v1/evidence/${hash}` } : {}),
  };
}

export function missingNode({ source, code, reason }: CycleSource): TrailNodeBody {
  const facts = { ...(code === undefined ? {} : { code }), ...(reason === undefined ? {} : { reason }) };
  return { id: nodeId.missing(source), kind: 'missing', label: source, source, facts };
}

/** A part that is there, with its quality; one that is missing, with its reason. */
export function partNode({ symbol, ...view }: StoredView, name: PartName): TrailNodeBody {
  const part = view[name];
  const about = { id: nodeId.part(symbol, name), kind: 'part', label: name, symbol } as const;
  if (part.status === 'missing') {
    return { ...about, source: part.source, facts: { missing: part.code, reason: part.reason } };
  }
  const { hash, source, availableAt, ageMs, quality } = part;
  return { ...about, hash, source, availableAt, facts: { ageMs: String(ageMs), quality } };
}

export function featuresNode({ symbol, asOf, missing, mostAlike, ...values }: Features): TrailNodeBody {
  const facts = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
  const alike = mostAlike === undefined ? {} : { mostAlike: `${mostAlike.symbol} ${mostAlike.correlation}` };
  const absent = missing.length === 0 ? {} : { missing: missing.join('; ') };
  return {
    id: nodeId.features(symbol),
    kind: 'features',
    label: 'features',
    symbol,
    availableAt: asOf,
    facts: { ...facts, ...alike, ...absent },
  };
}

export function proposalNode({ symbol, side, qty, proposal, clientOrderId }: DecisionRow): TrailNodeBody {
  const { thesis, invalidation, targetWeight, referencePrice, confidence } = proposal;
  const facts = { thesis, invalidation, targetWeight, referencePrice, confidence: String(confidence) };
  const label = `${side} ${qty} ${symbol}`;
  return { id: nodeId.proposal(clientOrderId), kind: 'proposal', label, symbol, facts };
}

export function abstentionNode({ symbol, code, message, facts }: Abstention): TrailNodeBody {
  return {
    id: nodeId.abstention(symbol),
    kind: 'abstention',
    label: code,
    symbol,
    facts: { ...facts, message },
  };
}

/** What risk asked of the order, and what it said. */
export function rulesNode({
  clientOrderId,
  symbol,
  approval,
  refusal,
  payloadHash,
}: OrderRow): TrailNodeBody {
  const facts =
    refusal === null
      ? { verdict: 'approved', rules: (approval?.rules ?? []).join(', '), payloadHash }
      : { verdict: 'refused', code: refusal.code, message: refusal.message };
  return { id: nodeId.rules(clientOrderId), kind: 'rules', label: facts.verdict, symbol, facts };
}

export function orderNode(order: OrderRow): TrailNodeBody {
  const { clientOrderId, symbol, side, status, qty, filledQty, filledAvgPrice, brokerOrderId } = order;
  const facts = {
    status,
    filledQty,
    ...(filledAvgPrice === null ? {} : { filledAvgPrice }),
    ...(brokerOrderId === null ? {} : { brokerOrderId }),
  };
  const label = `${side} ${qty ?? ''} ${symbol}`;
  return { id: nodeId.order(clientOrderId), kind: 'order', label, symbol, facts };
}

export function fillNode({
  executionId,
  symbol,
  qty,
  price,
  executedAt,
  bookedFrom,
}: FillRow): TrailNodeBody {
  return {
    id: nodeId.fill(executionId),
    kind: 'fill',
    label: `${qty} at ${price}`,
    symbol,
    source: 'alpaca',
    availableAt: executedAt.toISOString(),
    facts: { qty, price, bookedFrom },
  };
}

/** What the order's fills have realised, in dollars; a buy realises nothing until it is sold. */
export function profitNode({ clientOrderId, symbol }: OrderRow, fills: readonly FillRow[]): TrailNodeBody {
  const realizedPnl = realizedBy(fills);
  return {
    id: nodeId.profit(clientOrderId),
    kind: 'profit',
    label: `${realizedPnl} dollars realised`,
    symbol,
    facts: { realizedPnl },
  };
}

export function realizedBy(fills: readonly FillRow[]): string {
  return toDecimalString(fills.reduce((sum, fill) => sum.plus(decimal(fill.realizedPnl)), decimal('0')));
}
