import {
  type DocumentKind,
  documentsDue,
  noteUnreadDocument,
} from '../../db/queries/evidence/company-documents.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { ReferenceDeps } from '../deps.ts';
import { type DocumentTerms, readAndKeep } from './company-documents-of.ts';
import { documentTerms } from './document-terms.ts';

/** Somebody has asked within this time: longer than any strategy's ordinary interval. */
const WANTED_WITHIN_MS = 26 * 3_600_000;
/** Ten seconds or so at the SEC's pace. */
const BATCH = 40;
/** Read again when this much of its time is over, so that a cycle finds it fresh. */
const RENEWED_AFTER = 0.7;

export interface ReadDocuments {
  readonly note: string;
  /** There may be more that is due. */
  readonly isFull: boolean;
}

/** Reads what is wanted and due, a batch of each kind, one after another; what fails is tried again later. */
export function readDueDocumentsActivity(deps: ReferenceDeps) {
  const { filed, figures } = documentTerms(deps);
  return {
    async readDueDocuments(): Promise<ReadDocuments> {
      const filings = await readDue(deps, filed);
      const reported = await readDue(deps, figures);
      return {
        note: `${filings.note} of filings, ${reported.note} of figures`,
        isFull: filings.isFull || reported.isFull,
      };
    },
  };
}

async function readDue<K extends DocumentKind>(
  deps: ReferenceDeps,
  terms: DocumentTerms<K>,
): Promise<ReadDocuments> {
  const { db, now } = deps;
  const startedAt = now().getTime();
  const due = await documentsDue(db, {
    kind: terms.kind,
    wantedAfter: new Date(startedAt - WANTED_WITHIN_MS),
    readBefore: new Date(startedAt - terms.maxAgeMs * RENEWED_AFTER),
    limit: BATCH,
  });
  let failed = 0;
  for (const { symbol, wantedAt, wantedAsOf } of due) {
    // The moment that was asked about, and as much later as it is since.
    const asOf = new Date(wantedAsOf.getTime() + now().getTime() - wantedAt.getTime()).toISOString();
    try {
      await readAndKeep(deps, terms, symbol, asOf);
    } catch (error) {
      if (!(error instanceof SourceOutage)) throw error;
      failed += 1;
      await noteUnreadDocument(db, terms.kind, symbol, now());
      // A source that is left alone will not answer for the next one either.
      if (error.kind === 'breaker-open') break;
    }
  }
  const words = failed === 0 ? `${due.length} read` : `${failed} of ${due.length} not read`;
  return { note: words, isFull: due.length === BATCH && failed === 0 };
}
