import type { ToolName } from '../../domain/tools/tool-offers.ts';
import { barsTool } from './bars.ts';
import { factsTool } from './facts.ts';
import { filingTextTool } from './filing-text.ts';
import { filingsTool } from './filings.ts';
import { fxTool } from './fx.ts';
import { indicatorsTool } from './indicators.ts';
import { newsTool } from './news.ts';
import { pastDecisionsTool } from './past-decisions.ts';
import { portfolioTool } from './portfolio.ts';
import { quotesTool } from './quotes.ts';
import { researchSearchTool } from './research-search.ts';
import { shortInterestTool } from './short-interest.ts';
import type { Tool } from './tool.ts';

/** Every tool that a model can be given. All of them read. */
export const TOOLS: Readonly<Record<ToolName, Tool>> = {
  quotes: quotesTool,
  bars: barsTool,
  indicators: indicatorsTool,
  filings: filingsTool,
  filing_text: filingTextTool,
  facts: factsTool,
  short_interest: shortInterestTool,
  fx: fxTool,
  news: newsTool,
  portfolio: portfolioTool,
  past_decisions: pastDecisionsTool,
  research_search: researchSearchTool,
};
