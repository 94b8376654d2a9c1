import type { Kysely } from 'kysely';
import type { PoolFigures } from '../../db/database-watch.ts';
import type { BrokerAccountRow, Database } from '../../db/schema.ts';
import type { Broker } from '../../domain/ports/broker.ts';
import type { Fx } from '../../domain/ports/fx.ts';
import type { LanguageModel } from '../../domain/ports/language-model.ts';
import type { MarketData } from '../../domain/ports/market-data.ts';
import type { CycleReport, LookAnswer, OrderAnswer, OrderInput } from '../../workflows/messages.ts';
import type { AskingDeps } from '../asking/asking-deps.ts';
import type { LedgerDeps, ReferenceSources } from '../deps.ts';
import type { EvidenceStore } from '../evidence-store.ts';

/** Everything that probes walk their paths with: the parts of the worker itself, and effects made for them. */
export interface ProbeDeps extends LedgerDeps {
  readonly mode: BrokerAccountRow['mode'];
  readonly evidence: EvidenceStore;
  /** The probe's own account in the sandbox; elsewhere the configured account, which is only read. */
  readonly broker: Broker;
  /** Opens a broker with a key that the sandbox refuses; there is none elsewhere. */
  readonly refusedBroker: Broker | undefined;
  readonly marketData: MarketData;
  readonly brokerOf: (account: BrokerAccountRow) => Broker;
  readonly hasKeysFor: (account: BrokerAccountRow) => boolean;
  /** Past all that is kept of their answers. */
  readonly sources: Pick<ReferenceSources, 'filings' | 'fx' | 'shortInterest'>;
  readonly asking: AskingDeps;
  /** Of this process's own pool. */
  readonly pool: () => PoolFigures;
  readonly flows: ProbeFlows;
  readonly events: EventTap;
  readonly addresses: { readonly api: string; readonly metrics: string };
  /** The line that the process's log would write of `fields`. */
  readonly logLine: (fields: Readonly<Record<string, unknown>>) => string;
  readonly drills: Drills;
}

/** Workflows, started and waited for as everybody else does. */
export interface ProbeFlows {
  /** The queues on which a step was taken and answered. */
  askQueues(runId: string): Promise<readonly string[]>;
  look(accountId: string, symbol: string): Promise<LookAnswer>;
  reconcile(accountId: string): Promise<readonly { readonly drift: number }[]>;
  /** What was judged, in a sentence. */
  judgeAlerts(userId: string): Promise<string>;
  /** What was removed, batch by batch. */
  cleanUpSessions(): Promise<readonly string[]>;
  cycle(strategyId: string, asOf: string): Promise<CycleReport>;
  placeOrder(input: OrderInput): Promise<OrderAnswer>;
  cancelOrder(clientOrderId: string): Promise<OrderAnswer>;
}

export interface EventTap {
  /** Hears events of a user on the bus from when it resolves. */
  open(userId: string): Promise<{
    /** Resolves with the first event whose payload holds `text`. */
    heard(text: string, signal: AbortSignal): Promise<string>;
    close(): Promise<void>;
  }>;
}

/** Real parts, pointed at an address where something goes wrong on purpose. */
export interface Drills {
  databaseAt(url: string): Kysely<Database>;
  brokerAt(url: string): Broker;
  modelsAt(url: string): readonly LanguageModel[];
  ratesAt(url: string): Fx;
  /** A guard of its own with this time-out. */
  guardWith(timeoutMs: number): {
    run<T>(call: () => Promise<T>): Promise<T>;
    isOpen(): boolean;
  };
}
