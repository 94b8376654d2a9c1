import { TOOL_FORMS } from '../../domain/tools/tool-offers.ts';
import { listedFilings } from './company-document.ts';
import { defineTool } from './tool.ts';

/** The reports that this decision knows of: what `filing_text` can be asked for. */
export const filingsTool = defineTool(
  TOOL_FORMS.filings,
  { timeoutMs: 25_000, charsMax: 3_000 },
  async ({ symbol }, place) => {
    const found = await listedFilings(place, symbol);
    if ('refused' in found) return found;
    const told = found.value.map(({ accessionNumber, form, filedOn, items, availableAt }) => {
      return { accessionNumber, form, filedOn, items, availableAt };
    });
    return {
      told: { symbol, filings: told },
      about: symbol,
      cites: [found.hash],
      simulated: place.deps.referenceSimulated,
    };
  },
);
