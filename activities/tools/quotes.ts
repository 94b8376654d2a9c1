import { TOOL_FORMS } from '../../domain/tools/tool-offers.ts';
import { defineTool } from './tool.ts';
import { accountOf, viewOf } from './tool-place.ts';

/** Quotes and trades as the cycle has them: a later quote would be one that the decision cannot stand on. */
export const quotesTool = defineTool(
  TOOL_FORMS.quotes,
  { timeoutMs: 10_000, charsMax: 6_000 },
  async ({ symbols }, place) => {
    const views = await Promise.all(symbols.map((symbol) => viewOf(place, symbol)));
    const { mode } = await accountOf(place);
    const told = views.map(({ symbol, price, quote, lastTrade }) => ({
      symbol,
      ...(price.status === 'ok' ? { price: price.value.amount, from: price.value.basis } : missing(price)),
      ...(quote.status === 'ok' ? { quote: quote.value, ageMs: quote.ageMs } : {}),
      ...(lastTrade.status === 'ok' ? { lastTrade: lastTrade.value } : {}),
    }));
    const parts = views.flatMap(({ price, quote }) => [price, quote]);
    const cites = parts.flatMap((part) => (part.status === 'ok' ? [part.hash] : []));
    return {
      told,
      about: symbols.join(' '),
      cites: [...new Set(cites)],
      simulated: mode === 'sandbox',
    };
  },
);

function missing({ code }: { readonly code: string }) {
  return { missing: code };
}
