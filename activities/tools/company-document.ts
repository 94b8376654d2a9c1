import type { DocumentKind, DocumentValues } from '../../db/queries/evidence/company-documents.ts';
import type { BySymbol, Part } from '../../domain/fusion.ts';
import type { EvidenceContent } from '../evidence-store.ts';
import { type DocumentTerms, readAndKeep } from '../reference/company-documents-of.ts';
import { documentTerms } from '../reference/document-terms.ts';
import { keep, type ToolPlace, viewOf } from './tool-place.ts';

/** A company's document that a tool tells of, and the hash of its evidence. */
type FoundDocument<K extends DocumentKind> =
  | { readonly value: DocumentValues[K]; readonly hash: string }
  | { readonly refused: string };

/** The reports of a company that this decision knows of. */
export async function listedFilings(place: ToolPlace, symbol: string): Promise<FoundDocument<'filings'>> {
  const { filings } = await viewOf(place, symbol);
  const { filed } = documentTerms(place.deps);
  return await companyDocument(place, symbol, filings, filed, (value) => ({ kind: 'filings', value }));
}

/** The figures that a company has reported. */
export async function reportedFigures(
  place: ToolPlace,
  symbol: string,
): Promise<FoundDocument<'fundamentals'>> {
  const { fundamentals } = await viewOf(place, symbol);
  const { figures } = documentTerms(place.deps);
  return await companyDocument(place, symbol, fundamentals, figures, (value) => ({
    kind: 'fundamentals',
    value,
  }));
}

/**
 * What the cycle knows of a company, or, where nobody had read it yet, what its source says now of the decision's
 * moment. @throws SourceOutage
 */
async function companyDocument<K extends DocumentKind>(
  place: ToolPlace,
  symbol: string,
  part: Part<DocumentValues[K]>,
  terms: DocumentTerms<K>,
  content: (found: BySymbol<DocumentValues[K]>) => EvidenceContent,
): Promise<FoundDocument<K>> {
  if (part.status === 'ok') return { value: part.value, hash: part.hash };
  if (part.code !== 'NOT_YET_READ') {
    return { refused: `there are no ${terms.kind} of ${symbol}: ${part.code}` };
  }
  const { deps, context } = place;
  const value = await readAndKeep(deps, terms, symbol, context.dataAsOf);
  if (value === undefined) return { refused: `${symbol} files nothing with the SEC` };
  const about = { source: 'sec-edgar', request: `${terms.kind} of ${symbol}` };
  return { value, hash: await keep(place, content({ found: { [symbol]: value }, unread: [] }), about) };
}
