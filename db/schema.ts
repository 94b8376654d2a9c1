import type { ColumnType, Generated, Selectable } from 'kysely';
import type { AccountMode } from '../domain/account-mode.ts';
import type { Decision, Proposal } from '../domain/decision.ts';
import type { DecimalString } from '../domain/money.ts';
import type { OrderSide } from '../domain/order.ts';
import type { Difference } from '../domain/reconciling/reconcile.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { RiskLimits } from '../domain/risk/limits.ts';
import type { StrategyLimits } from '../domain/risk/strategy-limits.ts';
import type { TradingState } from '../domain/risk/trading-state.ts';
import type { StrategyParameters } from '../domain/strategies/definition-of.ts';
import type { StrategyKind } from '../domain/strategies/registry.ts';
import type { AlertChannelsTable, AlertNoticesTable } from './tables/alert-channel-tables.ts';
import type { AlertRulesTable, AlertsTable } from './tables/alert-tables.ts';
import type { OrderApprovalsTable } from './tables/approval-table.ts';
import type {
  CreatedAt,
  Json,
  JsonOrNull,
  Numeric,
  NumericOrNull,
  Time,
  TimeOrNull,
} from './tables/column-types.ts';
import type { CompanyDocumentsTable } from './tables/document-tables.ts';
import type {
  AuditChainTable,
  AuditTable,
  EventInboxTable,
  EventStreamTable,
  OutboxTable,
} from './tables/event-tables.ts';
import type { HouseTables } from './tables/house-tables.ts';
import type { IdentityTables } from './tables/identity-tables.ts';
import type { LlmCallsTable, LlmSpendingTable } from './tables/llm-tables.ts';
import type { BarsTable, MarketCoverageTable, SplitsTable } from './tables/market-tables.ts';
import type { ProposalOutcomesTable } from './tables/memory-tables.ts';
import type { OrderEventsTable, OrdersTable } from './tables/order-tables.ts';
import type { AccountEquityTable, AccountLatchesTable } from './tables/risk-tables.ts';
import type { RequestSlotsTable, ResearchDaysTable, SourceFiguresTable } from './tables/source-tables.ts';
import type { FilingTextsTable, ToolCallsTable } from './tables/tool-tables.ts';

/** The tables as queries see them: camelCase here, snake_case in Postgres; NUMERIC is text, jsonb is parsed. */
export interface Database extends HouseTables, IdentityTables {
  brokerAccounts: BrokerAccountsTable;
  strategies: StrategiesTable;
  cycles: CyclesTable;
  cycleEvidence: CycleEvidenceTable;
  evidence: EvidenceTable;
  companyDocuments: CompanyDocumentsTable;
  decisions: DecisionsTable;
  proposalOutcomes: ProposalOutcomesTable;
  orders: OrdersTable;
  orderApprovals: OrderApprovalsTable;
  orderEvents: OrderEventsTable;
  fills: FillsTable;
  busts: BustsTable;
  positions: PositionsTable;
  reconciliations: ReconciliationsTable;
  accountLatches: AccountLatchesTable;
  accountEquity: AccountEquityTable;
  bars: BarsTable;
  splits: SplitsTable;
  marketCoverage: MarketCoverageTable;
  llmCalls: LlmCallsTable;
  llmSpending: LlmSpendingTable;
  toolCalls: ToolCallsTable;
  filingTexts: FilingTextsTable;
  outbox: OutboxTable;
  eventInbox: EventInboxTable;
  eventStream: EventStreamTable;
  alertRules: AlertRulesTable;
  alerts: AlertsTable;
  alertChannels: AlertChannelsTable;
  alertNotices: AlertNoticesTable;
  audit: AuditTable;
  auditChain: AuditChainTable;
  requestSlots: RequestSlotsTable;
  sourceFigures: SourceFiguresTable;
  researchDays: ResearchDaysTable;
}

export interface BrokerAccountsTable {
  id: Generated<string>;
  userId: string;
  name: string;
  mode: AccountMode;
  /** Names the key pair in the worker's configuration (for the sandbox: the key id itself). Never a secret. */
  keyRef: string;
  tradingState: ColumnType<TradingState, TradingState | undefined, TradingState>;
  /** As they were stored: `limitsOf` gives them whole. */
  riskLimits: Json<Partial<RiskLimits>>;
  /** Cash by the ledger: what the broker had when its books were adopted, and every fill since. Null until then. */
  cash: NumericOrNull;
  /** Broker time of the adoption: orders and executions from here on are the ledger's. */
  adoptedAt: TimeOrNull;
  /** Since when our side keeps the account suspended at the broker; null when it does not. */
  suspendedAt: TimeOrNull;
  /** When our side last lifted a suspension: what was read of the account before says nothing. */
  suspensionLiftedAt: TimeOrNull;
  createdAt: CreatedAt;
}

export interface StrategiesTable {
  id: Generated<string>;
  userId: string;
  accountId: string;
  name: string;
  kind: StrategyKind;
  parameters: Json<StrategyParameters>;
  universe: string[];
  intervalSeconds: number;
  /** Limits of its own orders beside the account's; null where it has none. */
  riskLimits: JsonOrNull<StrategyLimits>;
  /** Dollars; its orders above wait for a person. Null: none of them does. */
  approvalAboveUsd: NumericOrNull;
  approvalWindowSeconds: ColumnType<number, number | undefined, number>;
  archivedAt: TimeOrNull;
  createdAt: CreatedAt;
  updatedAt: Time;
}

export type CycleStatus = 'running' | 'completed' | 'refused' | 'failed';

export interface CyclesTable {
  /** The workflow's id. */
  id: string;
  strategyId: string;
  userId: string;
  accountId: string;
  asOf: Time;
  /** Broker time at the fetch: nothing later was used. */
  dataAsOf: TimeOrNull;
  trigger: 'schedule' | 'api';
  /** The strategy's cycle that was running when this one was opened. */
  behind: string | null;
  status: CycleStatus;
  outcome: string | null;
  refusal: JsonOrNull<Refusal>;
  steps: Json<readonly CycleStep[]>;
  sources: JsonOrNull<readonly CycleSource[]>;
  /** What the strategy said, once for each cycle: a reset of the workflow finds it here. */
  decision: JsonOrNull<StoredDecision>;
  reconciliationId: string | null;
  startedAt: Time;
  finishedAt: TimeOrNull;
}

export interface CycleStep {
  readonly name: string;
  readonly ms: number;
}

export interface CycleSource {
  readonly source: string;
  readonly status: 'ok' | 'missing';
  readonly hash?: string;
  readonly code?: string;
  readonly reason?: string;
}

export type StoredDecision = Decision;

export interface CycleEvidenceTable {
  cycleId: string;
  hash: string;
  /** What the cycle used it for: `bars`, `snapshots`, `fused`, `features`, … */
  role: string;
  /** Where and when it was fetched for this cycle: the same content may have been fetched before, for another. */
  source: string;
  request: string;
  fetchedAt: Time;
  availableAt: Time;
}

export interface EvidenceTable {
  /** SHA-256 of the canonical JSON, hex. */
  hash: string;
  kind: string;
  source: string;
  request: string;
  fetchedAt: Time;
  availableAt: Time;
  /** Length of the canonical JSON. */
  bytes: number;
  /** The canonical JSON, gzip; null once its time was over. */
  body: Buffer | null;
  bodyDroppedAt: TimeOrNull;
}

export interface DecisionsTable {
  id: Generated<string>;
  cycleId: string;
  leg: number;
  symbol: string;
  side: OrderSide;
  qty: Numeric;
  proposal: Json<Proposal>;
  clientOrderId: string;
  createdAt: CreatedAt;
}

export interface FillsTable {
  accountId: string;
  userId: string;
  executionId: string;
  clientOrderId: string;
  symbol: string;
  side: OrderSide;
  qty: Numeric;
  price: Numeric;
  cumulativeQty: Numeric;
  /** Realised by this execution, dollars. */
  realizedPnl: Numeric;
  executedAt: Time;
  bookedFrom: 'stream' | 'rest';
  bookedAt: CreatedAt;
}

/** An execution that the exchange has taken back. */
export interface BustsTable {
  accountId: string;
  userId: string;
  executionId: string;
  clientOrderId: string;
  /** The execution that stands in its place, where the broker named one. */
  correctedBy: string | null;
  /** What the ledger had booked of it; null when the bust came first. */
  fill: JsonOrNull<Readonly<Record<string, unknown>>>;
  knownFrom: 'stream' | 'rest';
  /** By the broker's clock: the event, or the order's latest change when it was found missing. */
  bustedAt: Time;
  recordedAt: CreatedAt;
}

export interface PositionsTable {
  accountId: string;
  symbol: string;
  qty: Numeric;
  avgEntryPrice: Numeric;
  realizedPnl: Numeric;
  /** What the adopted books held: fills are replayed from here when one arrives late. */
  openingQty: ColumnType<DecimalString, DecimalString | undefined, never>;
  openingAvgPrice: ColumnType<DecimalString, DecimalString | undefined, never>;
  /** The broker's latest price, dollars a share; null until it has told one. */
  markPrice: NumericOrNull;
  updatedAt: Time;
}

export interface ReconciliationsTable {
  id: Generated<string>;
  accountId: string;
  cycleId: string | null;
  drift: number;
  differences: Json<readonly Difference[]>;
  adopted: number;
  brokerEquity: Numeric;
  brokerCash: Numeric;
  brokerTime: Time;
  at: CreatedAt;
}

export type LlmCallRow = Selectable<LlmCallsTable>;
export type OrderRow = Selectable<OrdersTable>;
export type OrderApprovalRow = Selectable<OrderApprovalsTable>;
export type CycleRow = Selectable<CyclesTable>;
export type StrategyRow = Selectable<StrategiesTable>;
export type BrokerAccountRow = Selectable<BrokerAccountsTable>;
export type DecisionRow = Selectable<DecisionsTable>;
export type OrderEventRow = Selectable<OrderEventsTable>;
export type UserRow = Selectable<IdentityTables['users']>;
export type AuditRow = Selectable<AuditTable>;
export type OutboxRow = Selectable<OutboxTable>;
export type FillRow = Selectable<FillsTable>;
export type BustRow = Selectable<BustsTable>;
export type PositionRow = Selectable<PositionsTable>;
export type LatchRow = Selectable<AccountLatchesTable>;
export type ReconciliationRow = Selectable<ReconciliationsTable>;
