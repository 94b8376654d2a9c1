import type { OutageKind } from '../domain/outage.ts';

/** How much a source may cost us, and when it is left alone. */
export interface GuardTerms {
  readonly source: string;
  /** For one call, waiting for its turn with the source included, waiting for a place in the bulkhead not. */
  readonly timeoutMs: number;
  /** Calls under way at once; so many more may wait. */
  readonly atOnceMax: number;
  readonly waitingMax: number;
  /** Failures in a row that open the breaker. A time-out opens it at once: it has cost enough. */
  readonly failuresMax: number;
  /**
   * How long it stays open: the first time, after a time-out at least (longer than a busy machine takes to try the step
   * again), and at most, doubling with every attempt that fails.
   */
  readonly openMs: { readonly first: number; readonly afterTimeout: number; readonly max: number };
  /** Outages that say nothing of the source's health: it is there, and refuses this one request or key. */
  readonly harmless: readonly OutageKind[];
}

const PUBLIC: Omit<GuardTerms, 'source'> = {
  timeoutMs: 20_000,
  atOnceMax: 2,
  waitingMax: 100,
  failuresMax: 2,
  openMs: { first: 1_000, afterTimeout: 5_000, max: 60_000 },
  harmless: ['refused'],
};

const ALPACA: Omit<GuardTerms, 'source'> = {
  timeoutMs: 25_000,
  atOnceMax: 16,
  waitingMax: 500,
  failuresMax: 3,
  // Short: money waits for these, and who waits for them is told soon when they are back.
  openMs: { first: 1_000, afterTimeout: 2_000, max: 2_000 },
  // Both are about one key; other accounts have others.
  harmless: ['refused', 'unauthorized', 'rate-limited'],
};

/** One model of one provider. The gateway's own time-out is shorter; wrong keys and empty purses are told each time. */
export const MODEL_TERMS: Omit<GuardTerms, 'source'> = {
  timeoutMs: 1_000_000,
  atOnceMax: 8,
  waitingMax: 200,
  failuresMax: 3,
  openMs: { first: 5_000, afterTimeout: 5_000, max: 60_000 },
  harmless: ['refused', 'unauthorized', 'out-of-quota', 'malformed'],
};

/** Every outside source that cycles read. The broker's orders are not among them: see `guarded-broker.ts`. */
export const GUARD_TERMS = {
  secEdgar: { ...PUBLIC, source: 'sec-edgar', atOnceMax: 8, waitingMax: 5_000 },
  // A cycle asks once: one failure opens it, for less than the pause before the step's next attempt, which is its trial.
  frankfurter: {
    ...PUBLIC,
    source: 'frankfurter',
    failuresMax: 1,
    openMs: { ...PUBLIC.openMs, first: 400 },
  },
  // A day without a file is answered with 403.
  finra: { ...PUBLIC, source: 'finra', harmless: ['refused', 'unauthorized'] },
  valyu: { ...PUBLIC, source: 'valyu', timeoutMs: 35_000 },
  alpacaData: {
    ...ALPACA,
    source: 'alpaca-data',
    openMs: { first: 1_000, afterTimeout: 3_000, max: 3_000 },
  },
  alpaca: { ...ALPACA, source: 'alpaca', timeoutMs: 12_000 },
} as const satisfies Readonly<Record<string, GuardTerms>>;
