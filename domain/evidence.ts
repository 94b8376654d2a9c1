import type { Features } from './analysis.ts';
import type { Transcript } from './deciding/transcript.ts';
import type { Fundamentals } from './fundamentals.ts';
import type { StoredView } from './fusing/stored-view.ts';
import type { BySymbol, Reading } from './fusion.ts';
import type { ModelAnswer } from './llm/model-answer.ts';
import type { ModelRequest } from './llm/model-request.ts';
import type {
  Bar,
  Filing,
  FxRate,
  MarketClock,
  NewsItem,
  ShortInterest,
  ShortVolume,
  Snapshot,
  Split,
  Timeframe,
  Timestamp,
} from './market.ts';
import type { PastProposal } from './memory/past-proposal.ts';
import type { DecimalString } from './money.ts';
import type { BrokerAccountState, BrokerPosition } from './portfolio.ts';
import type { FilingText } from './ports/filing-texts.ts';
import type { ResearchAnswer } from './ports/research.ts';
import type { StrategyDefinition } from './strategies/registry.ts';
import type { ToolResult } from './tools/tool.ts';

/** What is kept under each kind of evidence. The kind is part of what is hashed. */
export interface EvidenceValues {
  /** The strategy as it stood when the cycle began: the rule that caused what follows. */
  definition: CycleDefinition;
  account: AccountReading;
  /** Daily bars in the shares of the cycle's moment. */
  bars: Readonly<Record<string, readonly Bar[]>>;
  /** Where each of those bars came from. */
  barOrigins: BarOrigins;
  snapshots: Readonly<Record<string, Snapshot>>;
  news: readonly NewsItem[];
  filings: BySymbol<readonly Filing[]>;
  fundamentals: BySymbol<Fundamentals>;
  shortInterest: Readonly<Record<string, ShortInterest>>;
  shortVolume: Readonly<Record<string, ShortVolume>>;
  fx: readonly FxRate[];
  /** What a search found, and what it cost. */
  research: ResearchAnswer;
  fused: readonly StoredView[];
  features: readonly Features[];
  /** What a language model was asked, word by word. */
  modelRequest: ModelRequest;
  modelAnswer: ModelAnswer;
  /** A deliberation up to its next question. */
  transcript: Transcript;
  toolResult: ToolResult;
  filingText: FilingText;
  /** Earlier proposals as a decision was shown them. */
  memory: readonly PastProposal[];
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

/** From which answers of which source stored bars came, and which splits were known when they were read. */
export interface BarOrigins {
  readonly feed: string;
  readonly timeframe: Timeframe;
  /** Splits with an ex-date up to here are applied. */
  readonly splitsAsOf: Timestamp;
  readonly splits: readonly Split[];
  /** By symbol, oldest first: bars in a row, from `first` to `last`, that the source gave at `fetchedAt`. */
  readonly readings: Readonly<
    Record<
      string,
      readonly {
        readonly fetchedAt: Timestamp;
        readonly first: Timestamp;
        readonly last: Timestamp;
        readonly bars: number;
      }[]
    >
  >;
}

export type ReadingOf<K extends EvidenceKind> = Reading<EvidenceValues[K]>;
