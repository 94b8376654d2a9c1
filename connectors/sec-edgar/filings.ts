import type { Filing } from '../../domain/market.ts';
import type { MakeCache } from '../../domain/ports/answer-cache.ts';
import type { Filings } from '../../domain/ports/filings.ts';
import type { EdgarClient } from './edgar-client.ts';
import { olderPageAnswer, submissionsAnswer } from './submissions-answer.ts';

/** A company files a few times a month: what was read of it serves for ten minutes, and its older pages for a day. */
const KEPT_MS = 600_000;
const OLDER_KEPT_MS = 86_400_000;
const BYTES_MAX = 32 * 1024 * 1024;

interface FilingsOfForms {
  readonly filings: readonly Filing[];
  readonly olderPages: readonly string[];
}

/**
 * Filings from the SEC's EDGAR: the newest thousand or so of a company in one request, and a further one for each page
 * of older ones, where the newest are too few or too new.
 */
export function createEdgarFilings(client: EdgarClient, cache: MakeCache): Filings {
  const terms = { source: 'sec-edgar', bytesMax: BYTES_MAX };
  const newest = cache<FilingsOfForms>({ ...terms, name: 'submissions', maxAgeMs: KEPT_MS });
  const older = cache<readonly Filing[]>({ ...terms, name: 'older submissions', maxAgeMs: OLDER_KEPT_MS });

  return {
    async recentFilings(symbol, { forms, limit, asOf }, signal) {
      const cik = await client.cikOf(symbol, asOf, signal);
      if (cik === undefined) return undefined;
      const wanted = (filing: Filing): boolean => forms.includes(filing.form);
      const key = `${cik} ${forms.toSorted().join(',')}`;
      const loadNewest = async (): Promise<FilingsOfForms> => {
        const { filings, olderPages } = await client.read(submissionsAnswer, `/submissions/CIK${cik}.json`);
        return { filings: filings.filter(wanted), olderPages };
      };
      const loadOlder = async (name: string): Promise<readonly Filing[]> =>
        (await client.read(olderPageAnswer, `/submissions/${name}`)).filter(wanted);

      const first = await newest.read(key, asOf, loadNewest, { signal });
      const known = first.filings.filter(({ availableAt }) => availableAt <= asOf);
      for (const name of first.olderPages) {
        if (known.length >= limit) break;
        const page = await older.read(`${key} ${name}`, asOf, () => loadOlder(name), { signal });
        known.push(...page.filter(({ availableAt }) => availableAt <= asOf));
      }
      return known.sort(newestFirst).slice(0, limit);
    },
  };
}

function newestFirst(a: Filing, b: Filing): number {
  if (a.availableAt !== b.availableAt) return a.availableAt > b.availableAt ? -1 : 1;
  return a.accessionNumber > b.accessionNumber ? -1 : 1;
}
