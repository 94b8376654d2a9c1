import {
  companyDocuments,
  type DocumentKind,
  type DocumentValues,
  keepDocument,
  wantDocuments,
} from '../../db/queries/evidence/company-documents.ts';
import type { BySymbol } from '../../domain/fusion.ts';
import type { Timestamp } from '../../domain/market.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { LedgerDeps } from '../deps.ts';

/** How a kind of document is read, and for how long a reading serves. */
export interface DocumentTerms<K extends DocumentKind> {
  readonly kind: K;
  /** By our clock and by the moment that was asked about: the rhythm in which the source publishes. */
  readonly maxAgeMs: number;
  /** Undefined for a symbol that files nothing. @throws SourceOutage */
  readonly read: (symbol: string, asOf: Timestamp) => Promise<DocumentValues[K] | undefined>;
}

/** Symbols that one cycle reads by itself: with filings and figures a second at the SEC's pace. */
const READ_AT_ONCE_MAX = 4;
/** That somebody asks is noted again after this long, or when the moment that is asked about has moved this far. */
const WANTED_AGAIN_MS = 30 * 60_000;
const MOVED_MS = 60_000;

/**
 * What is kept of the symbols, where it is fresh. The first few that are not are read at once; the rest is `unread`,
 * and comes with the next run of the workflow `companyDocuments`, since all of them are wanted from here on. So a cycle
 * asks the source as often for a hundred symbols as for four.
 * @throws SourceOutage when nothing is fresh and nothing could be read
 */
export async function companyDocumentsOf<K extends DocumentKind>(
  { db, now }: LedgerDeps,
  terms: DocumentTerms<K>,
  symbols: readonly string[],
  asOf: Timestamp,
): Promise<BySymbol<DocumentValues[K]>> {
  const { kind, maxAgeMs } = terms;
  const asOfMs = Date.parse(asOf);
  const kept = await companyDocuments(db, kind, symbols);
  const isFresh = (symbol: string): boolean => {
    const document = kept.get(symbol);
    if (document === undefined) return false;
    const { readAt, readAsOf } = document;
    return (
      now().getTime() - readAt.getTime() <= maxAgeMs && Math.abs(asOfMs - readAsOf.getTime()) <= maxAgeMs
    );
  };
  const fresh = symbols.filter(isFresh);
  const due = symbols.filter((symbol) => !isFresh(symbol));
  const isWanted = (symbol: string): boolean => {
    const document = kept.get(symbol);
    if (document === undefined) return false;
    // The moment that was asked about goes on with our clock, unless somebody has moved it.
    const sinceMs = now().getTime() - document.wantedAt.getTime();
    const movedMs = asOfMs - document.wantedAsOf.getTime() - sinceMs;
    return sinceMs < WANTED_AGAIN_MS && Math.abs(movedMs) < MOVED_MS;
  };
  const wanted = symbols.filter((symbol) => !isWanted(symbol));
  await wantDocuments(db, kind, wanted, { at: now(), asOf: new Date(asOf) });

  const found: Record<string, DocumentValues[K]> = {};
  for (const symbol of fresh) {
    const value = kept.get(symbol)?.value;
    if (value !== undefined) found[symbol] = value;
  }
  const unread = due.slice(READ_AT_ONCE_MAX);
  const outages: SourceOutage[] = [];
  await Promise.all(
    due.slice(0, READ_AT_ONCE_MAX).map(async (symbol) => {
      try {
        const value = await readAndKeep({ db, now }, terms, symbol, asOf);
        if (value !== undefined) found[symbol] = value;
      } catch (error) {
        if (!(error instanceof SourceOutage)) throw error;
        outages.push(error);
        unread.push(symbol);
      }
    }),
  );
  const [outage] = outages;
  if (outage !== undefined && unread.length === symbols.length) throw outage;
  return { found, unread: unread.sort() };
}

/** Reads one symbol's document anew, and keeps it for whoever asks next. @throws SourceOutage */
export async function readAndKeep<K extends DocumentKind>(
  { db, now }: LedgerDeps,
  { kind, read }: DocumentTerms<K>,
  symbol: string,
  asOf: Timestamp,
): Promise<DocumentValues[K] | undefined> {
  const at = now();
  const value = await read(symbol, asOf);
  await keepDocument(db, kind, symbol, { value, at, asOf: new Date(asOf) });
  return value;
}
