import { newestFigures } from '../../domain/newest-figures.ts';
import type { ReferenceSources } from '../deps.ts';
import type { DocumentTerms } from './company-documents-of.ts';

export const FORMS = ['10-K', '10-Q', '8-K'];
export const FILINGS_PER_SYMBOL = 5;
/** Four years with their quarters: enough to measure a surprise by. */
const PERIODS = 16;
/** A company files a few times a month, at any hour; its figures come with a report, four times a year. */
const FILINGS_MAX_AGE_MS = 10 * 60_000;
const FIGURES_MAX_AGE_MS = 6 * 3_600_000;

/** How filings and figures are read from these sources, and how long a reading serves. */
export function documentTerms({ filings, fundamentals }: Pick<ReferenceSources, 'filings' | 'fundamentals'>) {
  const filed: DocumentTerms<'filings'> = {
    kind: 'filings',
    maxAgeMs: FILINGS_MAX_AGE_MS,
    read: (symbol, asOf) => filings.recentFilings(symbol, { forms: FORMS, limit: FILINGS_PER_SYMBOL, asOf }),
  };
  const figures: DocumentTerms<'fundamentals'> = {
    kind: 'fundamentals',
    maxAgeMs: FIGURES_MAX_AGE_MS,
    async read(symbol, asOf) {
      const found = await fundamentals.fundamentals(symbol, { periods: PERIODS, asOf });
      return found && newestFigures(found);
    },
  };
  return { filed, figures };
}
