import type { Timestamp } from '../market.ts';
import type { DecimalString } from '../money.ts';

export interface ResearchFinding {
  readonly title: string;
  readonly url: string;
  /** Who published it, in the source's words: `web`, or the name of a collection. */
  readonly source: string;
  readonly content: string;
  /** The day of publication, where the source tells it. */
  readonly publishedOn?: string;
}

export interface ResearchAnswer {
  readonly transactionId: string;
  readonly findings: readonly ResearchFinding[];
  /** What the search has cost, dollars. */
  readonly costUsd: DecimalString;
}

export interface ResearchQuestion {
  readonly question: string;
  readonly findingsMax: number;
  /** Nothing published after this moment's day is wanted. */
  readonly asOf: Timestamp;
}

/** Searches the web and collections of documents; each search costs money. */
export interface ResearchSearch {
  /** @throws SourceOutage */
  search(question: ResearchQuestion, signal?: AbortSignal): Promise<ResearchAnswer>;
}

/** What became of a wish to search. Not being able to pay is an answer, and never an empty list of findings. */
export type ResearchOutcome =
  | ({ readonly kind: 'found' } & ResearchAnswer)
  | { readonly kind: 'not-configured' }
  | { readonly kind: 'over-budget'; readonly usdPerDay: DecimalString; readonly leftUsd: DecimalString };
