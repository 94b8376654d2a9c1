import { SourceOutage } from '../../domain/outage.ts';
import type { MakeCache } from '../../domain/ports/answer-cache.ts';
import type { FundamentalsSource } from '../../domain/ports/fundamentals.ts';
import { type CompanyFacts, companyFactsAnswer } from './company-facts-answer.ts';
import type { EdgarClient } from './edgar-client.ts';
import { factsKnownAt } from './facts-known-at.ts';

/** Companies report four times a year, and a report is read within the hour. */
const KEPT_MS = 3_600_000;
const BYTES_MAX = 32 * 1024 * 1024;

/** Reported figures from EDGAR's company facts: one request a company, several megabytes for a large one. */
export function createEdgarFundamentals(client: EdgarClient, cache: MakeCache): FundamentalsSource {
  const kept = cache<CompanyFacts | 'none'>({
    source: 'sec-edgar',
    name: 'company facts',
    maxAgeMs: KEPT_MS,
    bytesMax: BYTES_MAX,
  });
  return {
    async fundamentals(symbol, query, signal) {
      const cik = await client.cikOf(symbol, query.asOf, signal);
      if (cik === undefined) return undefined;
      const load = async (): Promise<CompanyFacts | 'none'> => {
        try {
          return await client.readLarge(companyFactsAnswer, `/api/xbrl/companyfacts/CIK${cik}.json`);
        } catch (error) {
          if (isNoSuchFile(error)) return 'none';
          throw error;
        }
      };
      const company = await kept.read(cik, query.asOf, load, { signal });
      if (company === 'none') return undefined;
      const { entityName } = company;
      return { cik: company.cik, entityName, facts: factsKnownAt(company, query) };
    },
  };
}

/** Who reports no figures, a fund say, has no such file; the store's own 404 says so in so many words. */
function isNoSuchFile(error: unknown): boolean {
  return error instanceof SourceOutage && error.kind === 'refused' && error.message.includes('NoSuchKey');
}
