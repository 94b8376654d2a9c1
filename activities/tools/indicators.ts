import { TOOL_FORMS } from '../../domain/tools/tool-offers.ts';
import { defineTool } from './tool.ts';
import { accountOf } from './tool-place.ts';

export const indicatorsTool = defineTool(
  TOOL_FORMS.indicators,
  { timeoutMs: 10_000, charsMax: 3_000 },
  async ({ symbol }, place) => {
    const { deps, context } = place;
    const features = await deps.evidence.read('features', context.features);
    const found = features.find((one) => one.symbol === symbol);
    if (found === undefined) return { refused: `there are no indicators of ${symbol}` };
    const { mode } = await accountOf(place);
    return { told: found, about: symbol, cites: [context.features], simulated: mode === 'sandbox' };
  },
);
