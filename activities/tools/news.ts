import type { NewsItem } from '../../domain/market.ts';
import { TOOL_FORMS } from '../../domain/tools/tool-offers.ts';
import { defineTool } from './tool.ts';
import { keep, marketOf, type ToolOutcome, viewOf } from './tool-place.ts';

const ITEMS_USUAL = 5;

/** News known at the decision's moment: those of the cycle where they are enough, else the source's. */
export const newsTool = defineTool(
  TOOL_FORMS.news,
  { timeoutMs: 25_000, charsMax: 6_000 },
  async ({ symbol, limit = ITEMS_USUAL }, place) => {
    const { news } = await viewOf(place, symbol);
    const { market, simulated } = await marketOf(place);
    if (news.status === 'ok' && news.value.length >= limit) {
      return told(symbol, news.value.slice(0, limit), news.hash, simulated);
    }
    const { dataAsOf } = place.context;
    const page = await market.newsPage({ symbols: [symbol], end: dataAsOf, limit }, place.signal);
    const known = page.items.filter(({ createdAt }) => createdAt <= dataAsOf).slice(0, limit);
    const about = { source: 'alpaca news', request: `the newest ${limit} about ${symbol}` };
    return told(symbol, known, await keep(place, { kind: 'news', value: known }, about), simulated);
  },
);

/** Without addresses: nothing here can open one. */
function told(symbol: string, items: readonly NewsItem[], hash: string, simulated: boolean): ToolOutcome {
  const news = items.map(({ createdAt, source, headline, summary }) => {
    return { createdAt, source, headline, summary };
  });
  return { told: { symbol, news }, about: symbol, cites: [hash], simulated };
}
