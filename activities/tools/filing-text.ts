import { keepFilingText, keptFilingText } from '../../db/queries/evidence/filing-texts.ts';
import type { Filing } from '../../domain/market.ts';
import type { FilingText } from '../../domain/ports/filing-texts.ts';
import { TOOL_FORMS } from '../../domain/tools/tool-offers.ts';
import { listedFilings } from './company-document.ts';
import { defineTool } from './tool.ts';
import { keep, type ToolPlace } from './tool-place.ts';

const CHARS_SHOWN = 10_000;

/**
 * A stretch of the text of a report that this decision knows of: the model names it by its accession number, and the
 * document comes from our own list. A text that was read once is kept.
 */
export const filingTextTool = defineTool(
  TOOL_FORMS.filing_text,
  { timeoutMs: 35_000, charsMax: CHARS_SHOWN + 500 },
  async ({ symbol, accessionNumber, from = 0 }, place) => {
    const listed = await listedFilings(place, symbol);
    if ('refused' in listed) return listed;
    const filing = listed.value.find((one) => one.accessionNumber === accessionNumber);
    if (filing === undefined || filing.availableAt > place.context.dataAsOf) {
      return { refused: `no filing ${accessionNumber} of ${symbol} is listed` };
    }
    const found = await textOf(place, symbol, filing);
    if (found === undefined) return { refused: `the filing ${accessionNumber} is no page of text` };
    const { text, isCut, form, filedOn } = found;
    if (from >= text.length) return { refused: `the text has ${text.length} characters` };
    const hash = await keep(
      place,
      { kind: 'filingText', value: found },
      { source: 'sec-edgar', request: `text of ${accessionNumber}` },
    );
    const stretch = text.slice(from, from + CHARS_SHOWN).toWellFormed();
    const size = `${text.length}${isCut ? ', where it was cut' : ''}`;
    return {
      told: `${form} of ${symbol}, filed ${filedOn}; characters ${from} to ${from + stretch.length} of ${size}\n\n${stretch}`,
      about: `${symbol} ${accessionNumber}`,
      cites: [listed.hash, hash],
      simulated: place.deps.referenceSimulated,
    };
  },
);

async function textOf(place: ToolPlace, symbol: string, filing: Filing): Promise<FilingText | undefined> {
  const { deps, context, signal } = place;
  const kept = await keptFilingText(deps.db, filing.accessionNumber);
  if (kept !== undefined) return kept;
  const read = await deps.filingTexts.filingText(symbol, filing, context.dataAsOf, signal);
  if (read !== undefined) await keepFilingText(deps.db, read, deps.now());
  return read;
}
