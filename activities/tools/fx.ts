import type { FxRate } from '../../domain/market.ts';
import { TOOL_FORMS } from '../../domain/tools/tool-offers.ts';
import { defineTool } from './tool.ts';
import { keep, type ToolOutcome, type ToolPlace, viewOf } from './tool-place.ts';

/** Reference rates known at the decision's moment: those of the cycle, or of the source where it lacks one. */
export const fxTool = defineTool(
  TOOL_FORMS.fx,
  { timeoutMs: 25_000, charsMax: 2_000 },
  async ({ currencies }, place) => {
    const known = await ratesOfCycle(place, currencies);
    if (known !== undefined) return known;
    const { deps, context, signal } = place;
    const rates = await deps.fx.rates('USD', currencies, context.dataAsOf, signal);
    const about = { source: 'frankfurter', request: `USD in ${currencies.join(', ')}` };
    return told(place, rates, await keep(place, { kind: 'fx', value: rates }, about));
  },
);

async function ratesOfCycle(
  place: ToolPlace,
  currencies: readonly string[],
): Promise<ToolOutcome | undefined> {
  const [symbol] = place.context.universe;
  if (symbol === undefined) return undefined;
  const { fxExposure } = await viewOf(place, symbol);
  if (fxExposure.status === 'missing') return undefined;
  const rates = fxExposure.value.rates.filter(({ quote }) => currencies.includes(quote));
  return rates.length === currencies.length ? told(place, rates, fxExposure.hash) : undefined;
}

function told(place: ToolPlace, rates: readonly FxRate[], hash: string): ToolOutcome {
  const about = rates.map(({ quote }) => quote).join(' ');
  return { told: rates, about, cites: [hash], simulated: place.deps.referenceSimulated };
}
