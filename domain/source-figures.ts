import type { Timestamp } from './market.ts';
import type { OutageKind } from './outage.ts';

export const BREAKER_STATES = ['closed', 'open', 'half-open'] as const;
export type BreakerState = (typeof BREAKER_STATES)[number];

/** What became of the calls to one outside source, in one process since its start. */
export interface SourceFigures {
  readonly source: string;
  readonly breaker: BreakerState;
  readonly calls: number;
  /** Outages by kind, those included that were never sent: `breaker-open` and `busy`. */
  readonly outages: Readonly<Partial<Record<OutageKind, number>>>;
  /** How often the breaker opened, and closed again. */
  readonly opened: number;
  readonly closed: number;
  readonly underWay: number;
  readonly waiting: number;
  readonly lastSuccessAt?: Timestamp;
  readonly lastOutage?: { readonly at: Timestamp; readonly reason: string };
}

/** What became of the questions to one cache, and what it holds. */
export interface CacheFigures {
  readonly source: string;
  readonly name: string;
  /** Answered from what was kept, or by a load that was under way. */
  readonly hits: number;
  readonly misses: number;
  readonly entries: number;
  /** Length of the kept answers as JSON; left out where they are bounded by their number. */
  readonly bytes?: number;
  /** Age of the oldest answer that may still be given. */
  readonly oldestMs?: number;
  /** No answer is given that is older; left out where one is right for ever. */
  readonly maxAgeMs?: number;
}
