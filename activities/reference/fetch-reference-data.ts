import type { DocumentKind } from '../../db/queries/evidence/company-documents.ts';
import { universeOf } from '../cycle/universe-of.ts';
import type { ReferenceDeps } from '../deps.ts';
import { noteOnSources, readSource } from '../read-source.ts';
import type { LookContext, ReferenceDataRefs } from '../source-ref.ts';
import { companyDocumentsOf, type DocumentTerms, readAndKeep } from './company-documents-of.ts';
import { documentTerms, FILINGS_PER_SYMBOL, FORMS } from './document-terms.ts';

const CURRENCIES = ['EUR', 'GBP', 'JPY'];

export interface FetchedReferenceData {
  readonly note: string;
  readonly sources: ReferenceDataRefs;
}

/**
 * Filings, figures, short sales and exchange rates as known at the broker's time: slow public sources that a cycle
 * would like to have and can do without. What cannot be read after the last attempt is missing, with its reason.
 * A look at one symbol asks every source anew; a cycle takes what is kept while it is fresh.
 */
export function fetchReferenceDataActivity(deps: ReferenceDeps) {
  const { evidence, now } = deps;
  return {
    async fetchReferenceData(input: LookContext): Promise<FetchedReferenceData> {
      const { cycleId, brokerTime: asOf } = input;
      const symbols = await universeOf(evidence, input);
      const place = { cycleId, evidence, now };
      const isLook = 'symbol' in input;
      const { fx, shortInterest, shortVolume, ...documents } = isLook ? deps.fresh : deps;
      const { filed, figures } = documentTerms(documents);
      const documentsOf = async <K extends DocumentKind>(terms: DocumentTerms<K>) => {
        if (!isLook) return await companyDocumentsOf(deps, terms, symbols, asOf);
        const value = await readAndKeep(deps, terms, input.symbol, asOf);
        return { found: value === undefined ? {} : { [input.symbol]: value }, unread: [] };
      };

      const [filings, fundamentals, shorted, soldShort, rated] = await Promise.all([
        readSource(place, {
          source: 'sec-edgar',
          request: `the newest ${FILINGS_PER_SYMBOL} of ${FORMS.join(', ')} a symbol`,
          read: async () => ({ kind: 'filings', value: await documentsOf(filed) }),
        }),
        readSource(place, {
          source: 'sec-edgar figures',
          request: 'the newest reported figures a symbol',
          read: async () => ({ kind: 'fundamentals', value: await documentsOf(figures) }),
        }),
        readSource(place, {
          source: 'finra',
          request: 'consolidated short interest',
          read: async () => ({
            kind: 'shortInterest',
            value: Object.fromEntries(await shortInterest.shortInterest(symbols, asOf)),
          }),
        }),
        readSource(place, {
          source: 'finra daily',
          request: 'short sale volume of the newest day',
          read: async () => ({
            kind: 'shortVolume',
            value: Object.fromEntries(await shortVolume.shortVolume(symbols, asOf)),
          }),
        }),
        readSource(place, {
          source: 'frankfurter',
          request: `USD in ${CURRENCIES.join(', ')}`,
          read: async () => ({ kind: 'fx', value: await fx.rates('USD', CURRENCIES, asOf) }),
        }),
      ]);
      return {
        note: noteOnSources([filings, fundamentals, shorted, soldShort, rated]),
        sources: { filings, fundamentals, shortInterest: shorted, shortVolume: soldShort, fx: rated },
      };
    },
  };
}
