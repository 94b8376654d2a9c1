import type { MakeCache } from '../../domain/ports/answer-cache.ts';
import type { FilingTexts } from '../../domain/ports/filing-texts.ts';
import type { EdgarClient } from './edgar-client.ts';
import { htmlToText } from './html-to-text.ts';

/** A filing never changes once it is accepted. */
const KEPT_MS = 86_400_000;
const BYTES_MAX = 16 * 1024 * 1024;
/** The longest annual reports have some 1,500,000 characters. */
const CHARS_MAX = 2_000_000;
/** A file beside the filing, and no way to another one. */
const PAGE_OF_TEXT = /^[A-Za-z0-9][\w-]*(\.[\w-]+)*\.(html?|txt)$/;
const ACCESSION_NUMBER = /^\d{10}-\d{2}-\d{6}$/;

/** Texts of filings from EDGAR's archive: `/Archives/edgar/data/<key>/<accession number>/<document>`. */
export function createEdgarFilingTexts(client: EdgarClient, cache: MakeCache): FilingTexts {
  const texts = cache<string>({
    source: 'sec-edgar',
    name: 'filing texts',
    maxAgeMs: KEPT_MS,
    bytesMax: BYTES_MAX,
  });
  return {
    async filingText(symbol, filing, asOf, signal) {
      const { accessionNumber, form, filedOn, primaryDocument, availableAt } = filing;
      if (!PAGE_OF_TEXT.test(primaryDocument) || !ACCESSION_NUMBER.test(accessionNumber)) return undefined;
      const cik = await client.cikOf(symbol, asOf, signal);
      if (cik === undefined) return undefined;
      const folder = `/Archives/edgar/data/${Number(cik)}/${accessionNumber.replaceAll('-', '')}`;
      const load = async (): Promise<string> => {
        const body = await client.readDocument(`${folder}/${primaryDocument}`);
        return primaryDocument.endsWith('.txt') ? body : htmlToText(body);
      };
      const whole = await texts.read(`${accessionNumber} ${primaryDocument}`, asOf, load, { signal });
      return {
        symbol,
        accessionNumber,
        form,
        filedOn,
        document: primaryDocument,
        availableAt,
        text: whole.slice(0, CHARS_MAX).toWellFormed(),
        isCut: whole.length > CHARS_MAX,
      };
    },
  };
}
