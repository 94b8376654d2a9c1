import type { Features } from '../domain/analysis.ts';
import type { Reading } from '../domain/fusion.ts';
import type { ModelAnswer } from '../domain/llm/model-answer.ts';
import type { ModelRequest } from '../domain/llm/model-request.ts';
import type {
  Bar,
  Filing,
  FxRate,
  MarketClock,
  NewsItem,
  ShortInterest,
  Snapshot,
  Timestamp,
} from '../domain/market.ts';
import type { DecimalString } from '../domain/money.ts';
import type { BrokerAccountState, BrokerPosition } from '../domain/portfolio.ts';
import type { StrategyDefinition } from '../domain/strategies/registry.ts';
import type { StoredView } from './stored-view.ts';

/** What is kept under each kind of evidence. The kind is part of what is hashed. */
export interface EvidenceValues {
  /** The strategy as it stood when the cycle began: the rule that caused what follows. */
  definition: CycleDefinition;
  account: AccountReading;
  bars: Readonly<Record<string, readonly Bar[]>>;
  snapshots: Readonly<Record<string, Snapshot>>;
  news: readonly NewsItem[];
  filings: Readonly<Record<string, readonly Filing[]>>;
  shortInterest: Readonly<Record<string, ShortInterest>>;
  fx: readonly FxRate[];
  fused: readonly StoredView[];
  features: readonly Features[];
  /** What a language model was asked, word by word. */
  modelRequest: ModelRequest;
  modelAnswer: ModelAnswer;
}

export type EvidenceKind = keyof EvidenceValues;

export interface CycleDefinition {
  readonly name: string;
  readonly strategy: StrategyDefinition;
  readonly universe: readonly string[];
}

/** The broker's books as the cycle found them. */
export interface AccountReading {
  readonly account: BrokerAccountState;
  readonly positions: readonly BrokerPosition[];
  readonly clock: MarketClock;
  /** Signed shares that open and unknown orders of the ledger may still trade, by symbol. */
  readonly openOrderQty: Readonly<Record<string, DecimalString>>;
  /** Our own clock before the broker was asked. */
  readonly askedAt?: Timestamp;
  /** Our own clock when the answers were in: how much older they have become is told by it. */
  readonly readAt: Timestamp;
}

export type ReadingOf<K extends EvidenceKind> = Reading<EvidenceValues[K]>;
