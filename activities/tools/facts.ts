import { TOOL_FORMS } from '../../domain/tools/tool-offers.ts';
import { reportedFigures } from './company-document.ts';
import { defineTool } from './tool.ts';

export const factsTool = defineTool(
  TOOL_FORMS.facts,
  { timeoutMs: 25_000, charsMax: 6_000 },
  async ({ symbol, concepts }, place) => {
    const found = await reportedFigures(place, symbol);
    if ('refused' in found) return found;
    const { entityName, facts } = found.value;
    const wanted = facts
      .filter(({ concept }) => concepts === undefined || concepts.includes(concept))
      .map(({ concept, value, unit, periodStart, periodEnd, form, filedOn, restatedFrom }) => {
        return { concept, value, unit, periodStart, periodEnd, form, filedOn, restatedFrom };
      });
    return {
      told: { symbol, company: entityName, facts: wanted },
      about: symbol,
      cites: [found.hash],
      simulated: place.deps.referenceSimulated,
    };
  },
);
