import { TOOL_FORMS } from '../../domain/tools/tool-offers.ts';
import { defineTool } from './tool.ts';
import { viewOf } from './tool-place.ts';

export const shortInterestTool = defineTool(
  TOOL_FORMS.short_interest,
  { timeoutMs: 10_000, charsMax: 2_000 },
  async ({ symbol }, place) => {
    const { shortInterest, shortVolume } = await viewOf(place, symbol);
    const cites = [shortInterest, shortVolume].flatMap((part) => (part.status === 'ok' ? [part.hash] : []));
    if (cites.length === 0) return { refused: `nothing is known of short sales of ${symbol}` };
    return {
      told: {
        symbol,
        shortInterest: shortInterest.status === 'ok' ? shortInterest.value : { missing: shortInterest.code },
        shortVolume: shortVolume.status === 'ok' ? shortVolume.value : { missing: shortVolume.code },
      },
      about: symbol,
      cites,
      simulated: place.deps.referenceSimulated,
    };
  },
);
