import type { Kysely } from 'kysely';
import type { BrokerAccountRow, Database } from '../db/schema.ts';
import type { ToolOffer } from '../domain/llm/model-request.ts';
import type { OrderChanged } from '../domain/ordering/order-intent.ts';
import type { AccountLook } from '../domain/portfolio.ts';
import type { Broker } from '../domain/ports/broker.ts';
import type { Filings } from '../domain/ports/filings.ts';
import type { FundamentalsSource } from '../domain/ports/fundamentals.ts';
import type { Fx } from '../domain/ports/fx.ts';
import type { MarketData } from '../domain/ports/market-data.ts';
import type { ResearchOutcome, ResearchQuestion } from '../domain/ports/research.ts';
import type { ShortInterestSource } from '../domain/ports/short-interest.ts';
import type { ShortVolumeSource } from '../domain/ports/short-volume.ts';
import type { EvidenceStore } from './evidence-store.ts';
import type { CountCopies } from './kept-copies.ts';

/** What activities work with. Everything comes in here; nothing is reached for. */
export interface LedgerDeps {
  readonly db: Kysely<Database>;
  /** Our own clock. Ages and sessions are judged by the broker's. */
  readonly now: () => Date;
}

export interface OrderNews {
  /** Tells the order's workflow what changed; quiet when there is none (any more). */
  readonly tellOrder: (clientOrderId: string, change: OrderChanged) => Promise<void>;
}

export interface BrokerDeps extends LedgerDeps {
  /** The broker behind one account, with that account's keys. */
  readonly brokerOf: (account: BrokerAccountRow) => Broker;
}

export interface MarketDeps extends BrokerDeps {
  readonly evidence: EvidenceStore;
  readonly marketDataOf: (account: BrokerAccountRow) => MarketData;
  /** Shows the figures of what the activities keep of answers; left out where nobody does. */
  readonly countCopies?: CountCopies | undefined;
}

export interface CycleDeps extends MarketDeps {
  /** The broker's account, no older than so many milliseconds and unchanged since by anything in the ledger. */
  readonly accountLook: (account: BrokerAccountRow, maxAgeMs: number) => Promise<AccountLook>;
  /** What a model may be given to look closer. */
  readonly tools: readonly ToolOffer[];
  /** Why no language model can be asked, with the variable to set; undefined where one can. */
  readonly modelsMissing: string | undefined;
}

/** The public sources. */
export interface ReferenceSources {
  readonly filings: Filings;
  readonly fundamentals: FundamentalsSource;
  readonly fx: Fx;
  readonly shortInterest: ShortInterestSource;
  readonly shortVolume: ShortVolumeSource;
}

export interface ReferenceDeps extends LedgerDeps, ReferenceSources {
  readonly evidence: EvidenceStore;
  /** The same sources without what is kept of their answers: each question is asked. */
  readonly fresh: ReferenceSources;
  /** Undefined without a key for it. */
  readonly research: ((question: ResearchQuestion) => Promise<ResearchOutcome>) | undefined;
}
